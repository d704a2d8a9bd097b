// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

/** What becomes of a file that is in the place of one to be restored. */
public enum Overwrite {
  /** It stays, and is reported as a problem. */
  FAIL,
  /** It stays. */
  NEVER,
  /** It is brought to the state of the snapshot if it was modified before that; else it stays. */
  IF_NEWER,
  /**
   * It is brought to the state of the snapshot; with the size and the time of modification that the
   * snapshot has, its content is taken for the same without being read.
   */
  IF_CHANGED,
  /** It is brought to the state of the snapshot; its content is read and compared. */
  ALWAYS;

  /** Whether something that is there may be replaced. */
  public boolean mayReplace() {
    return this != FAIL && this != NEVER;
  }
}
