// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.store;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Wakes those who wait for changes. */
final class Changes {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<String, Long> newest = new HashMap<>();
  private long newestOfAll;
  private boolean closed;

  void announce(String resource, long revision) {
    lock.lock();
    try {
      newest.put(resource, revision);
      newestOfAll = revision;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean await(@Nullable String resource, long revision, Duration atMost)
      throws InterruptedException {
    long left = atMost.toNanos();
    lock.lock();
    try {
      while (!closed && newest(resource) <= revision && left > 0) {
        left = changed.awaitNanos(left);
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private long newest(@Nullable String resource) {
    return resource == null ? newestOfAll : newest.getOrDefault(resource, 0L);
  }
}
