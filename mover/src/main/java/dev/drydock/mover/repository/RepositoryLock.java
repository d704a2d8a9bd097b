// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import java.util.concurrent.atomic.AtomicBoolean;

/** A hold on the lock of a repository, until it is closed; closing it again does nothing. */
public final class RepositoryLock implements AutoCloseable {
  private final Locks locks;
  private final AtomicBoolean closed = new AtomicBoolean();

  RepositoryLock(Locks locks) {
    this.locks = locks;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      locks.release();
    }
  }
}
