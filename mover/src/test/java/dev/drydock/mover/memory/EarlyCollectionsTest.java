// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EarlyCollectionsTest {
  private static final long MIB = 1 << 20;

  private long used;
  private long live;
  private int collections;
  private final EarlyCollections early =
      new EarlyCollections(
          () -> used,
          () -> {
            collections++;
            used = live;
          });

  @Test
  void leavesASmallHeapAlone() {
    used = 100 * MIB;
    early.look();

    assertThat(collections).isZero();
  }

  @Test
  void collectsWhenThereIsAsMuchGarbageAsIsInUse() {
    live = 90 * MIB;
    used = 120 * MIB;
    early.look();
    assertThat(collections).isOne();

    used = 170 * MIB;
    early.look();
    assertThat(collections).isOne();

    used = 190 * MIB;
    early.look();
    assertThat(collections).isEqualTo(2);
  }

  @Test
  void doesNotTryAgainAndAgainWhereAllIsInUse() {
    live = 1000 * MIB;
    for (used = 0; used < 2000 * MIB; used += 10 * MIB) {
      live = used;
      early.look();
    }

    assertThat(collections).isBetween(4, 6);
  }
}
