// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import java.util.ArrayList;
import java.util.List;

/**
 * Which entries of an index are in which pack, as it was at one moment: 4 bytes for each entry and
 * pack. Immutable; safe for use by many threads.
 */
final class PackOrder {
  private final BlobIndex index;
  private final int[] starts;
  private final int[] sorted;

  /** Sorts the entries that there are now. */
  PackOrder(BlobIndex index) {
    this.index = index;
    synchronized (index) {
      // Counting sort of the entry numbers by pack.
      starts = new int[index.packCount() + 1];
      for (int number = 0; number < index.size(); number++) {
        starts[index.packNumber(number) + 1]++;
      }
      for (int i = 1; i < starts.length; i++) {
        starts[i] += starts[i - 1];
      }
      sorted = new int[index.size()];
      int[] next = starts.clone();
      for (int number = 0; number < sorted.length; number++) {
        sorted[next[index.packNumber(number)]++] = number;
      }
    }
  }

  /** Number of packs that there were; the index may have further ones by now. */
  int packCount() {
    return starts.length - 1;
  }

  /** The entries of a pack. */
  List<PackEntry> entries(int packNumber) {
    List<PackEntry> entries = new ArrayList<>(starts[packNumber + 1] - starts[packNumber]);
    for (int i = starts[packNumber]; i < starts[packNumber + 1]; i++) {
      entries.add(index.location(sorted[i]).entry());
    }
    return entries;
  }
}
