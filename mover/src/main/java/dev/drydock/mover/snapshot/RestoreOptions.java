// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import java.util.function.Consumer;

/**
 * How to restore.
 *
 * @param selection what of it
 * @param overwrite what becomes of what is there
 * @param delete whether what the snapshot does not have is removed from the directories that are
 *     restored, those above what was backed up left out; after all was restored, and only then
 * @param dryRun whether nothing is done but to find out what would be; with {@link
 *     RestoreSink#nowhere}
 * @param verify whether every file that was written is read again and compared, before it gets its
 *     name where another had it
 * @param listener is told what is done with each entry, by the thread that restores
 */
public record RestoreOptions(
    Selection selection,
    Overwrite overwrite,
    boolean delete,
    boolean dryRun,
    boolean verify,
    Consumer<RestoreAction> listener) {

  /** Restores a selection to where nothing of it is. */
  public static RestoreOptions of(Selection selection) {
    return new RestoreOptions(selection, Overwrite.FAIL, false, false, false, action -> {});
  }
}
