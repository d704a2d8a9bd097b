// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import dev.drydock.mover.repository.BlobIndex;
import dev.drydock.mover.repository.BlobType;
import dev.drydock.mover.repository.Id;
import dev.drydock.mover.repository.PackEntry;
import java.util.BitSet;
import java.util.stream.Stream;

/**
 * A set of blobs of an index: a bit for each entry, for there may be millions. Sets may be compared
 * that are of the same index. Safe for use by many threads while it grows.
 */
final class BlobSet {
  private final BlobIndex index;
  private final BitSet numbers;

  BlobSet(BlobIndex index) {
    this.index = index;
    this.numbers = new BitSet(index.size());
  }

  /** Adds a blob; returns false if the index does not have it. */
  boolean add(BlobType type, Id id) {
    int number = index.number(type, id);
    if (number < 0) {
      return false;
    }
    synchronized (numbers) {
      numbers.set(number);
    }
    return true;
  }

  long size() {
    return numbers.cardinality();
  }

  /** Those that are not in another set. */
  BlobSet without(BlobSet other) {
    BlobSet rest = new BlobSet(index);
    rest.numbers.or(numbers);
    rest.numbers.andNot(other.numbers);
    return rest;
  }

  /** Where they are, in the order of the index. */
  Stream<PackEntry> entries() {
    return numbers.stream().mapToObj(number -> index.location(number).entry());
  }
}
