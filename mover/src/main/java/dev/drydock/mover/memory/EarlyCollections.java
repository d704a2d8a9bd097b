// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.memory;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Has garbage collected when there is as much of it as of what is in use. The serial collector
 * otherwise lets the heap grow up to its limit, half of the memory of the machine, before it looks
 * at old objects at all: a backup of a million files would take several times the memory it needs.
 */
public final class EarlyCollections {
  /** Set for processes whose heap is to stay small. */
  private static final String PROPERTY = "drydock.collectEarly";

  private static final Duration INTERVAL = Duration.ofMillis(50);
  private static final long FIRST = 112L << 20;
  private static final long LEAST = 48L << 20;

  private final LongSupplier used;
  private final Runnable collect;
  private long limit = FIRST;

  /**
   * Watches a heap.
   *
   * @param used bytes that are used of it, garbage included
   * @param collect collects all garbage
   */
  EarlyCollections(LongSupplier used, Runnable collect) {
    this.used = used;
    this.collect = collect;
  }

  /** Begins, if this process was started so. */
  public static void startIfWanted() {
    if (Boolean.getBoolean(PROPERTY)) {
      Runtime runtime = Runtime.getRuntime();
      EarlyCollections early =
          new EarlyCollections(
              () -> runtime.totalMemory() - runtime.freeMemory(), EarlyCollections::collect);
      Thread.ofPlatform().daemon().name("early-collections").start(early::run);
    }
  }

  /** Collects once, if this process was started so: to be called when much has become garbage. */
  public static void collectIfWanted() {
    if (Boolean.getBoolean(PROPERTY)) {
      collect();
    }
  }

  private static void collect() {
    System.gc();
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(INTERVAL);
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Collects if it is time. */
  void look() {
    if (used.getAsLong() > limit) {
      collect.run();
      long left = used.getAsLong();
      limit = Math.max(FIRST, left + Math.max(left, LEAST));
    }
  }
}
