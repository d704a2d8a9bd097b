// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

/**
 * Something that kept one entry from being backed up or restored as it is.
 *
 * @param kind what happened
 * @param path path of the entry, for people
 * @param message a sentence that names the path and the cause
 */
public record Problem(Kind kind, String path, String message) {
  /** What can happen to one entry. */
  public enum Kind {
    /** It could not be read; the snapshot lacks it. */
    UNREADABLE,
    /** It was listed and then gone; the snapshot lacks it. */
    VANISHED,
    /** It changed while it was read, each time; the snapshot has what was read last. */
    CHANGED,
    /** It could not be written; what was in its place is there still. */
    UNWRITABLE,
    /** It was written and reads back otherwise; what was in its place is there still. */
    ALTERED,
    /** It is restored, but the target does not take its owner or some extended attributes. */
    ATTRIBUTES,
    /** Its data in the repository is missing or damaged; it is not restored. */
    DAMAGED
  }
}
