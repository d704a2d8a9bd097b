// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

/** A lock that is held until it is closed. */
public final class RepositoryLock implements AutoCloseable {
  RepositoryLock() {}

  @Override
  public void close() {}
}
