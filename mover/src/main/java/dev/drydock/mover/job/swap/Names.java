// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.job.swap;

import dev.drydock.mover.job.JobSpec;
import dev.drydock.mover.snapshot.ByteString;

/**
 * The names that a swap uses below its root.
 *
 * @param restored what was restored, as long as nothing of it was moved
 * @param applying the same, from the moment that its entries may be moved into the root
 * @param staging a directory that is being made, until it can have its final name
 * @param previous what was there before
 * @param removing the same, from the moment that it is being removed
 */
record Names(
    ByteString restored,
    ByteString applying,
    ByteString staging,
    ByteString previous,
    ByteString removing) {
  /** Every swap of Drydock uses names that begin like this. */
  private static final String MARK = ".drydock-";

  private static final String PREVIOUS = MARK + "previous-";

  static Names of(JobSpec.SwapItem item) {
    return new Names(
        ByteString.of(item.restored()),
        ByteString.of(item.restored() + ".applying"),
        ByteString.of(item.restored() + ".staging"),
        ByteString.of(item.previous()),
        ByteString.of(item.previous() + ".removing"));
  }

  /** Whether an entry of the root belongs to this or another swap, not to the data. */
  boolean isReserved(ByteString name) {
    return isOwn(name) || name.toString().startsWith(MARK);
  }

  /** Whether an entry of the root holds data that another swap has moved and not moved back. */
  boolean isOfUnfinishedSwap(ByteString name) {
    String text = name.toString();
    return !isOwn(name)
        && ((text.startsWith(PREVIOUS) && !text.endsWith(".removing"))
            || (text.startsWith(MARK) && text.endsWith(".applying")));
  }

  private boolean isOwn(ByteString name) {
    return name.equals(restored)
        || name.equals(applying)
        || name.equals(staging)
        || name.equals(previous)
        || name.equals(removing);
  }
}
