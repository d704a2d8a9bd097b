// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

/** What a blob holds. */
public enum BlobType {
  /** A piece of a file. */
  DATA("data"),
  /** A directory. */
  TREE("tree");

  private final String token;

  BlobType(String token) {
    this.token = token;
  }

  /** Its name in an index. */
  String token() {
    return token;
  }
}
