// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which packs a prune removes, moves together and keeps. A pure decision.
 *
 * @param remove packs of which nothing is needed, and those that are in no index
 * @param repack packs of which a part is needed; it is moved to new packs
 * @param keep packs that stay as they are
 * @param dropped packs that the index names but that are gone, and of which nothing is needed
 * @param owned numbers of the index entries that stand for the blobs that are needed: of a blob
 *     that is in several packs, one
 * @param bytesRemoved size of the packs that are removed or repacked
 * @param bytesToMove bytes of blobs that are moved
 * @param bytesLeftUnused bytes of blobs that are not needed and stay
 */
public record PrunePlan(
    List<Id> remove,
    List<Id> repack,
    List<Id> keep,
    List<Id> dropped,
    BitSet owned,
    long bytesRemoved,
    long bytesToMove,
    long bytesLeftUnused) {

  private static final int SMALL_PACKS = 10;
  private static final long SMALL = (4L << 20) * 4 / 5;

  /** What a pack holds. */
  private static final class Content {
    final Id id;
    long size;
    long indexedSize;
    long used;
    long unused;
    boolean trees;
    boolean moves;

    Content(Id id) {
      this.id = id;
    }

    boolean isSmall() {
      return size < SMALL;
    }

    double unusedShare() {
      return (double) unused / (used + unused);
    }
  }

  /**
   * Decides.
   *
   * @param used numbers of the index entries of blobs that are needed
   * @param sizes sizes of the packs that are there
   * @param maxUnusedPercent share of unused bytes that may stay
   * @throws dev.drydock.mover.failure.DrydockException {@code RepositoryCorrupt} if something that
   *     is needed is missing
   */
  public static PrunePlan make(
      BlobIndex index, BitSet used, Map<Id, Long> sizes, int maxUnusedPercent) {
    Content[] contents = measure(index, sizes);
    BitSet owned = chooseOwners(index, used, contents);
    for (int number = 0; number < index.size(); number++) {
      Content content = contents[index.packNumber(number)];
      if (owned.get(number)) {
        content.used += index.location(number).entry().length();
      } else {
        content.unused += index.location(number).entry().length();
      }
    }
    return decide(index, contents, owned, sizes, maxUnusedPercent);
  }

  private static Content[] measure(BlobIndex index, Map<Id, Long> sizes) {
    Content[] contents = new Content[index.packCount()];
    for (int i = 0; i < contents.length; i++) {
      contents[i] = new Content(index.pack(i));
      contents[i].size = sizes.getOrDefault(contents[i].id, -1L);
      contents[i].indexedSize = PackHeader.EMPTY_PACK;
    }
    for (int number = 0; number < index.size(); number++) {
      Content content = contents[index.packNumber(number)];
      PackEntry entry = index.location(number).entry();
      content.indexedSize += entry.length() + PackHeader.entrySize(entry);
      content.trees |= entry.type() == BlobType.TREE;
    }
    return contents;
  }

  /** Of several entries of a blob, takes the first that is sound, as far as anybody can tell. */
  private static BitSet chooseOwners(BlobIndex index, BitSet used, Content[] contents) {
    BitSet owned = new BitSet(index.size());
    BitSet settled = new BitSet(index.size());
    for (int number = 0; number < index.size(); number++) {
      PackEntry entry = index.location(number).entry();
      int first = index.number(entry.type(), entry.id());
      Content content = contents[index.packNumber(number)];
      boolean better = index.isDamaged(number) && index.contains(entry.type(), entry.id());
      if (used.get(first)
          && !settled.get(first)
          && !better
          && content.size == content.indexedSize) {
        settled.set(first);
        owned.set(number);
      }
    }
    for (int first = used.nextSetBit(0); first >= 0; first = used.nextSetBit(first + 1)) {
      if (!settled.get(first)) {
        BlobLocation place = index.location(first);
        throw Failures.corrupt(
            "The pack "
                + place.pack()
                + " is missing or has the wrong size, and snapshots need it. Nothing was removed."
                + " Run a check to see which ones.");
      }
    }
    return owned;
  }

  private static PrunePlan decide(
      BlobIndex index,
      Content[] contents,
      BitSet owned,
      Map<Id, Long> sizes,
      int maxUnusedPercent) {
    List<Id> remove = new ArrayList<>();
    List<Id> dropped = new ArrayList<>();
    List<Content> staying = new ArrayList<>();
    for (Content content : contents) {
      if (content.used > 0) {
        staying.add(content);
      } else {
        (content.size < 0 ? dropped : remove).add(content.id);
      }
    }
    Set<Id> indexed = index.packs();
    for (Id pack : sizes.keySet()) {
      if (!indexed.contains(pack)) {
        remove.add(pack);
      }
    }
    List<Content> repack = chooseRepack(staying, maxUnusedPercent);
    List<Id> keep = new ArrayList<>();
    long unused = 0;
    for (Content content : staying) {
      if (!content.moves) {
        keep.add(content.id);
        unused += content.unused;
      }
    }
    List<Id> repackIds = repack.stream().map(content -> content.id).toList();
    long removed =
        remove.stream().mapToLong(pack -> sizes.getOrDefault(pack, 0L)).sum()
            + repack.stream().mapToLong(content -> content.size).sum();
    long moved = repack.stream().mapToLong(content -> content.used).sum();
    return new PrunePlan(remove, repackIds, keep, dropped, owned, removed, moved, unused);
  }

  private static List<Content> chooseRepack(List<Content> staying, int maxUnusedPercent) {
    List<Content> repack = new ArrayList<>();
    List<Content> rest = new ArrayList<>();
    long used = staying.stream().mapToLong(content -> content.used).sum();
    long unused = staying.stream().mapToLong(content -> content.unused).sum();
    double allowed =
        maxUnusedPercent == 100
            ? Double.MAX_VALUE
            : (double) used * maxUnusedPercent / (100 - maxUnusedPercent);
    for (boolean trees : new boolean[] {true, false}) {
      List<Content> small =
          staying.stream().filter(content -> content.isSmall() && content.trees == trees).toList();
      if (small.size() >= SMALL_PACKS) {
        small.forEach(content -> content.moves = true);
        repack.addAll(small);
      }
    }
    for (Content content : staying) {
      if (content.moves) {
        unused -= content.unused;
      } else if (content.unused > 0) {
        rest.add(content);
      }
    }
    rest.sort(
        Comparator.comparing((Content content) -> !content.trees)
            .thenComparing(Comparator.comparingDouble(Content::unusedShare).reversed()));
    for (Content content : rest) {
      if (unused <= allowed) {
        break;
      }
      content.moves = true;
      repack.add(content);
      unused -= content.unused;
    }
    return repack;
  }
}
