// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.store;

import java.time.Duration;
import java.util.Set;

/**
 * Keeps the history after a revision from being forgotten, until it is closed or its time is over.
 */
public final class Hold implements AutoCloseable {
  private final Set<Hold> all;
  private final long end;
  private volatile long revision;

  Hold(Set<Hold> all, long revision, Duration atMost) {
    this.all = all;
    this.end = System.nanoTime() + atMost.toNanos();
    this.revision = revision;
    all.add(this);
  }

  /** What follows this revision is still needed, what precedes it is not. */
  public void advance(long newRevision) {
    revision = newRevision;
  }

  @Override
  public void close() {
    all.remove(this);
  }

  /** The newest revision that may be forgotten as far as these are concerned. */
  static long oldest(Set<Hold> holds) {
    long now = System.nanoTime();
    return holds.stream()
        .filter(hold -> now - hold.end < 0)
        .mapToLong(hold -> hold.revision)
        .min()
        .orElse(Long.MAX_VALUE);
  }
}
