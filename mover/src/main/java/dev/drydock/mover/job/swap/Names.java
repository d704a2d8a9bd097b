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
  static Names of(JobSpec.SwapItem item) {
    return new Names(
        ByteString.of(item.restored()),
        ByteString.of(item.restored() + ".applying"),
        ByteString.of(item.restored() + ".staging"),
        ByteString.of(item.previous()),
        ByteString.of(item.previous() + ".removing"));
  }

  /** Whether an entry of the root belongs to the swap, not to the data. */
  boolean isReserved(ByteString name) {
    return name.equals(restored)
        || name.equals(applying)
        || name.equals(staging)
        || name.equals(previous)
        || name.equals(removing);
  }
}
