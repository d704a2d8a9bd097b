// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Where all blobs are. Safe for use by many threads.
 *
 * <p>A repository has one blob for each MiB or so, thus tens of millions are possible: entries are
 * kept in arrays of numbers (48 bytes each) that grow by segments, and are found by an open hash
 * table of entry numbers (at most 8 bytes for each). A blob that is in several packs has several
 * entries; the first one found stands for all. Entries that turned out to be damaged are
 * remembered, so that their blob counts as absent, is stored again when it is saved, and is not
 * kept there.
 */
public final class BlobIndex {
  private static final int SEGMENT_BITS = 14;
  private static final int SEGMENT = 1 << SEGMENT_BITS;

  /** Entries of the index that are next to each other. */
  private static final class Segment {
    final long[] ids = new long[4 * SEGMENT];
    final int[] packs = new int[SEGMENT];
    final int[] offsets = new int[SEGMENT];
    final int[] lengths = new int[SEGMENT];
    final int[] plainLengths = new int[SEGMENT];
  }

  private final List<Segment> segments = new ArrayList<>();
  private final List<Id> packs = new ArrayList<>();
  private final Map<Id, Integer> packNumbers = new HashMap<>();
  private long[] packEnds = new long[64];
  private final BitSet damaged = new BitSet();
  private int[] table = new int[1 << 12];
  private int size;

  /** Number of entries; each has a number below. */
  public synchronized int size() {
    return size;
  }

  /** Number of packs that entries are in. */
  public synchronized int packCount() {
    return packs.size();
  }

  /** A copy of the ids of all packs. */
  public synchronized Set<Id> packs() {
    return Set.copyOf(packs);
  }

  /** Whether there is such a blob, in a place that is not known to be damaged. */
  public synchronized boolean contains(BlobType type, Id id) {
    for (int slot = probe(type, id, home(id)); slot >= 0; ) {
      if (!damaged.get(table[slot] - 1)) {
        return true;
      }
      slot = probe(type, id, slot + 1 & table.length - 1);
    }
    return false;
  }

  /** Whether what an entry names is known to be damaged. */
  public synchronized boolean isDamaged(int number) {
    return damaged.get(number);
  }

  /** Remembers that what is in a place cannot be read. */
  synchronized void markDamaged(BlobLocation place) {
    PackEntry entry = place.entry();
    for (int slot = probe(entry.type(), entry.id(), home(entry.id())); slot >= 0; ) {
      int number = table[slot] - 1;
      if (location(number).equals(place)) {
        damaged.set(number);
      }
      slot = probe(entry.type(), entry.id(), slot + 1 & table.length - 1);
    }
  }

  /** The number of the entry that stands for a blob; -1 if there is none. */
  public synchronized int number(BlobType type, Id id) {
    int slot = probe(type, id, home(id));
    return slot < 0 ? -1 : table[slot] - 1;
  }

  /** Where a blob is; null if it is nowhere. */
  public synchronized @Nullable BlobLocation find(BlobType type, Id id) {
    int slot = probe(type, id, home(id));
    return slot < 0 ? null : location(table[slot] - 1);
  }

  /** All places where a blob is, or should be. */
  public synchronized List<BlobLocation> findAll(BlobType type, Id id) {
    List<BlobLocation> found = new ArrayList<>(1);
    for (int slot = probe(type, id, home(id)); slot >= 0; ) {
      found.add(location(table[slot] - 1));
      slot = probe(type, id, slot + 1 & table.length - 1);
    }
    return found;
  }

  /** Where the blob of an entry is. */
  public synchronized BlobLocation location(int number) {
    Segment segment = segments.get(number >>> SEGMENT_BITS);
    int at = number & SEGMENT - 1;
    int packAndType = segment.packs[at];
    return new BlobLocation(
        packs.get(packAndType >>> 1),
        new PackEntry(
            (packAndType & 1) == 0 ? BlobType.DATA : BlobType.TREE,
            new Id(
                segment.ids[4 * at],
                segment.ids[4 * at + 1],
                segment.ids[4 * at + 2],
                segment.ids[4 * at + 3]),
            Integer.toUnsignedLong(segment.offsets[at]),
            segment.lengths[at],
            segment.plainLengths[at]));
  }

  /** The pack of an entry, by a number below {@link #packCount}. */
  public synchronized int packNumber(int number) {
    return segments.get(number >>> SEGMENT_BITS).packs[number & SEGMENT - 1] >>> 1;
  }

  /** The entries of some packs, in the order of their offsets as a rule. */
  public Map<Id, List<PackEntry>> entriesOf(Set<Id> wanted) {
    Map<Id, List<PackEntry>> entries = new HashMap<>();
    forEachPack(
        (pack, blobs) -> {
          if (wanted.contains(pack)) {
            entries.put(pack, blobs);
          }
        });
    return entries;
  }

  /** Hands over the entries of each pack; those that are added meanwhile may be missing. */
  public void forEachPack(BiConsumer<Id, List<PackEntry>> consumer) {
    PackOrder order = new PackOrder(this);
    for (int packNumber = 0; packNumber < order.packCount(); packNumber++) {
      consumer.accept(pack(packNumber), order.entries(packNumber));
    }
  }

  /** Where the last blob of a pack ends, as far as is known; 0 for a pack that is not. */
  synchronized long endOf(Id pack) {
    Integer number = packNumbers.get(pack);
    return number == null ? 0 : packEnds[number];
  }

  /** The pack of a number. */
  public synchronized Id pack(int packNumber) {
    return packs.get(packNumber);
  }

  /** The number of a pack that entries are in. */
  synchronized int packNumberOf(Id pack) {
    return Objects.requireNonNull(packNumbers.get(pack));
  }

  /**
   * Adds the blobs of a pack; what is known already is ignored.
   *
   * @return whether the pack is new
   */
  synchronized boolean add(Id pack, List<PackEntry> entries) {
    Integer known = packNumbers.get(pack);
    int packNumber = known == null ? packs.size() : known;
    if (known == null) {
      packs.add(pack);
      packNumbers.put(pack, packNumber);
      if (packNumber == packEnds.length) {
        packEnds = Arrays.copyOf(packEnds, 2 * packNumber);
      }
    }
    for (PackEntry entry : entries) {
      if (known == null || !isKnown(packNumber, entry)) {
        append(packNumber, entry);
      }
    }
    return known == null;
  }

  private boolean isKnown(int packNumber, PackEntry entry) {
    for (int slot = probe(entry.type(), entry.id(), home(entry.id())); slot >= 0; ) {
      int number = table[slot] - 1;
      Segment segment = segments.get(number >>> SEGMENT_BITS);
      int at = number & SEGMENT - 1;
      if (segment.packs[at] >>> 1 == packNumber && segment.offsets[at] == (int) entry.offset()) {
        return true;
      }
      slot = probe(entry.type(), entry.id(), slot + 1 & table.length - 1);
    }
    return false;
  }

  private void append(int packNumber, PackEntry entry) {
    if (2 * (size + 1) > table.length) {
      grow();
    }
    packEnds[packNumber] = Math.max(packEnds[packNumber], entry.offset() + entry.length());
    int number = size++;
    if (number >>> SEGMENT_BITS == segments.size()) {
      segments.add(new Segment());
    }
    Segment segment = segments.get(number >>> SEGMENT_BITS);
    int at = number & SEGMENT - 1;
    Id id = entry.id();
    segment.ids[4 * at] = id.a();
    segment.ids[4 * at + 1] = id.b();
    segment.ids[4 * at + 2] = id.c();
    segment.ids[4 * at + 3] = id.d();
    segment.packs[at] = packNumber << 1 | (entry.type() == BlobType.TREE ? 1 : 0);
    segment.offsets[at] = (int) entry.offset();
    segment.lengths[at] = entry.length();
    segment.plainLengths[at] = entry.plainLength();
    insert(number, id.a());
  }

  private void grow() {
    table = new int[2 * table.length];
    for (int number = 0; number < size; number++) {
      insert(number, segments.get(number >>> SEGMENT_BITS).ids[4 * (number & SEGMENT - 1)]);
    }
  }

  private void insert(int number, long firstBytes) {
    int slot = (int) firstBytes & table.length - 1;
    while (table[slot] != 0) {
      slot = slot + 1 & table.length - 1;
    }
    table[slot] = number + 1;
  }

  private int home(Id id) {
    return (int) id.a() & table.length - 1;
  }

  /** The first slot at or after one that holds an entry of the blob; -1 if there is none. */
  private int probe(BlobType type, Id id, int from) {
    int tree = type == BlobType.TREE ? 1 : 0;
    for (int slot = from; table[slot] != 0; slot = slot + 1 & table.length - 1) {
      int number = table[slot] - 1;
      Segment segment = segments.get(number >>> SEGMENT_BITS);
      int at = number & SEGMENT - 1;
      if (segment.ids[4 * at] == id.a()
          && segment.ids[4 * at + 1] == id.b()
          && segment.ids[4 * at + 2] == id.c()
          && segment.ids[4 * at + 3] == id.d()
          && (segment.packs[at] & 1) == tree) {
        return slot;
      }
    }
    return -1;
  }
}
