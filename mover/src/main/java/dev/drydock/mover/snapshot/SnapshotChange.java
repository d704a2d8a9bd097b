// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

/**
 * How an entry of one snapshot differs from that of the same path in another.
 *
 * @param kind what happened to it
 * @param path its path
 * @param directory whether it is a directory; if it was removed, whether it was one
 */
public record SnapshotChange(Kind kind, SnapshotPath path, boolean directory) {
  /** What can happen to an entry. */
  public enum Kind {
    /** Only the later snapshot has it. */
    ADDED("+"),
    /** Only the earlier snapshot has it. */
    REMOVED("-"),
    /** The content of the file differs. */
    CONTENT("M"),
    /** The content differs although nothing else does: the disk that held it may be failing. */
    CONTENT_ALONE("M?"),
    /** It is of another type, a link in the place of a file for example. */
    TYPE("T"),
    /** Only what is known about it differs: its mode, owner, times and the like. */
    METADATA("U");

    private final String symbol;

    Kind(String symbol) {
      this.symbol = symbol;
    }

    /** One or two characters for it, those of {@code restic diff}. */
    public String symbol() {
      return symbol;
    }
  }

  /** Its path; with a slash at the end if it is a directory. */
  public String name() {
    return directory ? path + "/" : path.toString();
  }
}
