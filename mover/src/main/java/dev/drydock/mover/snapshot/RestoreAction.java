// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

/**
 * What a restore does with one entry.
 *
 * @param kind what it does
 * @param path path of the entry in the target
 * @param size bytes of a file; 0 for all else
 */
public record RestoreAction(Kind kind, SnapshotPath path, long size) {
  /** What is done. */
  public enum Kind {
    /** It was not there. */
    RESTORED,
    /** It was there, with other content or as something else. */
    UPDATED,
    /** Its content was there already; owner, permissions, attributes or times were not. */
    ATTRIBUTES,
    /** It was there as it should be. */
    UNCHANGED,
    /** It is left as it was, as was asked for. */
    SKIPPED,
    /** The snapshot does not have it. */
    REMOVED
  }
}
