// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import java.time.Clock;
import java.time.Duration;

/**
 * How a repository is used by this process.
 *
 * @param hostname name that locks and keys carry: that of the machine, or, for what runs in
 *     containers, one of its own
 * @param username name that locks and keys carry
 * @param lockWait how long to wait for conflicting locks to go away; zero fails at once
 * @param lockSettle how long to wait before others are looked for again, after a lock was written:
 *     as long as the store may need to show it to everybody
 * @param packSize size in bytes at which a pack is complete, 64 KiB to 128 MiB; restic itself makes
 *     packs of 4 MiB or more
 * @param uploadBytes bytes of complete packs that may be on their way to the store at once; twice
 *     as many to a distant one
 * @param connections requests to the store at once, when reading
 * @param compressionLevel zstd level, 1 to 19
 * @param keyCost cost of guessing a password at a new key
 * @param clock time
 */
public record RepositoryOptions(
    String hostname,
    String username,
    Duration lockWait,
    Duration lockSettle,
    int packSize,
    long uploadBytes,
    int connections,
    int compressionLevel,
    KeyCost keyCost,
    Clock clock) {

  /** How much work and memory one guess of a password takes. */
  public enum KeyCost {
    /** Several tenths of a second and 32 MiB. */
    STRONG,
    /** Nothing: for tests only. */
    TRIVIAL
  }

  public RepositoryOptions {
    if (packSize < 64 << 10 || packSize > 128 << 20) {
      throw new IllegalArgumentException(
          "a pack has 64 KiB to 128 MiB, not " + packSize + " bytes");
    }
    if (uploadBytes < 1 || connections < 1) {
      throw new IllegalArgumentException("uploadBytes and connections must be positive");
    }
    if (hostname.isEmpty()) {
      throw new IllegalArgumentException("hostname is empty");
    }
  }

  /**
   * What is right for most: 16 MiB packs, two of them on their way to a near store, one minute for
   * locks.
   */
  public static RepositoryOptions of(String hostname, Clock clock) {
    return new RepositoryOptions(
        hostname,
        "drydock",
        Duration.ofMinutes(1),
        Duration.ofMillis(200),
        16 << 20,
        32 << 20,
        8,
        3,
        KeyCost.STRONG,
        clock);
  }

  /** The same with another time to wait for locks. */
  public RepositoryOptions withLockWait(Duration wait) {
    return new RepositoryOptions(
        hostname,
        username,
        wait,
        lockSettle,
        packSize,
        uploadBytes,
        connections,
        compressionLevel,
        keyCost,
        clock);
  }

  /** The same with another time that a lock needs to be seen by others. */
  public RepositoryOptions withLockSettle(Duration settle) {
    return new RepositoryOptions(
        hostname,
        username,
        lockWait,
        settle,
        packSize,
        uploadBytes,
        connections,
        compressionLevel,
        keyCost,
        clock);
  }

  /** The same with another pack size in bytes. */
  public RepositoryOptions withPackSize(int bytes) {
    return new RepositoryOptions(
        hostname,
        username,
        lockWait,
        lockSettle,
        bytes,
        uploadBytes,
        connections,
        compressionLevel,
        keyCost,
        clock);
  }

  /** The same with another cost of new keys. */
  public RepositoryOptions withKeyCost(KeyCost cost) {
    return new RepositoryOptions(
        hostname,
        username,
        lockWait,
        lockSettle,
        packSize,
        uploadBytes,
        connections,
        compressionLevel,
        cost,
        clock);
  }
}
