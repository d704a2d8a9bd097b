// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BlobIndexTest {
  private final BlobIndex index = new BlobIndex();
  private final Random random = new Random(1);

  @Test
  void findsEveryBlobAmongMany() {
    List<Id> packs = new ArrayList<>();
    List<List<PackEntry>> contents = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      Id pack = id();
      List<PackEntry> entries = new ArrayList<>();
      for (int j = 0; j < 100; j++) {
        entries.add(
            new PackEntry(j % 5 == 0 ? BlobType.TREE : BlobType.DATA, id(), j * 50L, 50, j));
      }
      index.add(pack, entries);
      packs.add(pack);
      contents.add(entries);
    }

    assertThat(index.size()).isEqualTo(50_000);
    for (int i = 0; i < packs.size(); i++) {
      for (PackEntry entry : contents.get(i)) {
        assertThat(index.find(entry.type(), entry.id()))
            .isEqualTo(new BlobLocation(packs.get(i), entry));
      }
    }
    assertThat(index.contains(BlobType.DATA, id())).isFalse();
  }

  @Test
  void tellsDataFromTreesOfTheSameContent() {
    Id id = id();
    index.add(id(), List.of(new PackEntry(BlobType.DATA, id, 0, 40, 0)));

    assertThat(index.contains(BlobType.DATA, id)).isTrue();
    assertThat(index.contains(BlobType.TREE, id)).isFalse();
  }

  @Test
  void findsAllPlacesOfABlobAndNoneTwice() {
    Id id = id();
    Id one = id();
    Id two = id();
    PackEntry entry = new PackEntry(BlobType.DATA, id, 7, 40, 0);
    index.add(one, List.of(entry));
    index.add(two, List.of(entry));
    index.add(one, List.of(entry));

    assertThat(index.findAll(BlobType.DATA, id))
        .containsExactly(new BlobLocation(one, entry), new BlobLocation(two, entry));
    assertThat(index.size()).isEqualTo(2);
  }

  @Test
  void keepsOffsetsBeyondTwoGibibytes() {
    Id id = id();
    PackEntry entry = new PackEntry(BlobType.DATA, id, 0xfffffff0L, 40, 0);
    index.add(id(), List.of(entry));

    assertThat(index.location(index.number(BlobType.DATA, id)).entry()).isEqualTo(entry);
  }

  private Id id() {
    return new Id(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
  }
}
