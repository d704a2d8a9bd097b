// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.storage.Storage;

/**
 * An open repository. Safe for use by many threads.
 *
 * <p>All failures are {@link DrydockException}s: {@code RepositoryUnavailable} when the store does
 * not answer, {@code AccessDenied} when it refuses, {@code RepositoryCorrupt} when it returns
 * something else than what was written.
 */
public final class Repository implements AutoCloseable {
  private Repository() {}

  /**
   * Makes a new repository of format version 2 with one key.
   *
   * @param storage where; closed by {@link #close}
   * @param password the password's bytes
   * @throws DrydockException {@code InvalidRequest} if there is a repository already
   */
  public static Repository create(Storage storage, byte[] password, RepositoryOptions options) {
    throw new UnsupportedOperationException();
  }

  /**
   * Opens a repository of format version 1 or 2.
   *
   * @param storage where; closed by {@link #close}
   * @param password the password's bytes
   * @throws DrydockException {@code RepositoryNotFound} if there is none, {@code WrongPassword} if
   *     no key opens with the password, {@code RepositoryUnsupported} if the format is unknown
   */
  public static Repository open(Storage storage, byte[] password, RepositoryOptions options) {
    throw new UnsupportedOperationException();
  }

  /** Its id, 64 hexadecimal digits. */
  public String id() {
    throw new UnsupportedOperationException();
  }

  /** Its format version, 1 or 2. */
  public int version() {
    throw new UnsupportedOperationException();
  }

  /**
   * Takes a lock, or one more hold on the lock of the same mode that this object holds already.
   * Every operation of {@code dev.drydock.mover.snapshot} takes the lock it needs by itself; hold
   * one around several operations to keep others from coming between.
   *
   * @throws DrydockException {@code RepositoryLocked} if a conflicting lock is there and stays for
   *     longer than the options allow to wait; the message says whose it is and what to do
   */
  public RepositoryLock lock(LockMode mode) {
    throw new UnsupportedOperationException();
  }

  /**
   * Removes locks that are stale: not refreshed for 30 minutes, or left behind by this hostname.
   *
   * @param all true: removes all locks, also of operations that are running
   * @return number of locks removed
   */
  public int unlock(boolean all) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
