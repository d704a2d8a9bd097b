// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.storage;

/** The categories of files in a repository, as restic lays them out. */
public enum FileType {
  /** The one file {@code config}; its name is ignored. */
  CONFIG("config"),
  /** Key files. */
  KEY("keys"),
  /** Snapshots. */
  SNAPSHOT("snapshots"),
  /** Indexes. */
  INDEX("index"),
  /** Locks. */
  LOCK("locks"),
  /** Pack files, in 256 directories by the first two digits of their names. */
  PACK("data"),
  /** Files that are not restic's: documents beside the data, below {@code drydock/}. */
  DOCUMENT("drydock");

  private final String directory;

  FileType(String directory) {
    this.directory = directory;
  }

  /** Name of the directory (or, for CONFIG, of the file) below the root of the repository. */
  public String directory() {
    return directory;
  }
}
