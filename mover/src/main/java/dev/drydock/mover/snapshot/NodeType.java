// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

/** What an entry of a tree is. */
public enum NodeType {
  /** A regular file. */
  FILE("file"),
  /** A directory. */
  DIRECTORY("dir"),
  /** A symbolic link. */
  SYMLINK("symlink"),
  /** A block device. */
  BLOCK_DEVICE("dev"),
  /** A character device. */
  CHARACTER_DEVICE("chardev"),
  /** A named pipe. */
  FIFO("fifo"),
  /** A socket; never backed up, but it may be in a repository. */
  SOCKET("socket"),
  /** Anything else. */
  IRREGULAR("irregular");

  private final String token;

  NodeType(String token) {
    this.token = token;
  }

  /** Its name in a tree blob. */
  String token() {
    return token;
  }
}
