// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import dev.drydock.mover.repository.Repository;
import java.util.concurrent.Semaphore;

/**
 * How much may be read from a repository at the same time: so many requests, as long as so many
 * bytes are on their way. Safe for use by many threads.
 */
final class ReadRoom {
  /** Enough for all processors to have something to open while the next is read. */
  private static final long BYTES_NEAR = 24L << 20;

  private static final long BYTES_DISTANT = 48L << 20;

  private final Semaphore requests;
  private final PieceBudget bytes;

  ReadRoom(Repository repository) {
    this.requests = new Semaphore(repository.options().connections());
    this.bytes = new PieceBudget(repository.isDistant() ? BYTES_DISTANT : BYTES_NEAR);
  }

  /** Waits until there is room for one request for so many bytes. */
  void take(int length) throws InterruptedException {
    bytes.take(length);
    try {
      requests.acquire();
    } catch (InterruptedException e) {
      bytes.giveBack(length);
      throw e;
    }
  }

  void giveBack(int length) {
    requests.release();
    bytes.giveBack(length);
  }
}
