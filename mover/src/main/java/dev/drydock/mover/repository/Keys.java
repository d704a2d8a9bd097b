// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import dev.drydock.mover.crypto.AuthenticationFailedException;
import dev.drydock.mover.crypto.KeyFile;
import dev.drydock.mover.crypto.MasterKey;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.storage.FileType;
import dev.drydock.mover.storage.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Finds the key that opens with a password, adds keys, and removes those left behind. */
final class Keys {
  /** So many are tried, as restic does; further ones might never be found. */
  static final int MAX_KEYS = 20;

  private static final long MAX_SIZE = 1 << 20;

  /** Nobody takes longer from the key to the config, wrong clocks included. */
  private static final Duration ABANDONED = Duration.ofHours(2);

  private Keys() {}

  /**
   * A key that opens with the password.
   *
   * @param name name of its file
   * @param key the master key in it
   */
  record Opened(String name, MasterKey key) {}

  /**
   * The key that opens with a password and fits the repository: two creations at the same time, or
   * one that was broken off, can leave keys that open and do not. When none fits, one that opens.
   */
  static Opened open(Storage storage, byte[] password, Predicate<MasterKey> fits) {
    Map<String, Long> names = list(storage);
    if (names.isEmpty()) {
      throw new DrydockException(
          FailureReason.RepositoryNotFound,
          "There is no repository at "
              + storage.location()
              + ": it has no keys. Check the location, or create a repository there.");
    }
    String damaged = null;
    Opened misfit = null;
    for (String name : new TreeMap<>(names).keySet().stream().limit(MAX_KEYS).toList()) {
      try {
        if (names.getOrDefault(name, 0L) > MAX_SIZE) {
          throw new IOException("it has more than " + MAX_SIZE + " bytes");
        }
        MasterKey key = tryKey(storage, name, password);
        if (key != null && fits.test(key)) {
          return new Opened(name, key);
        }
        misfit = key == null ? misfit : new Opened(name, key);
      } catch (Storage.NotFoundException e) {
        // Removed since it was listed.
        continue;
      } catch (IOException e) {
        if (e instanceof Storage.StorageException) {
          throw Failures.of("read keys/" + name, storage, e);
        }
        damaged = "The key file keys/" + name + " cannot be used: " + e.getMessage();
      }
    }
    if (misfit != null) {
      return misfit;
    }
    if (damaged != null && names.size() == 1) {
      throw Failures.corrupt(damaged + ".");
    }
    throw new DrydockException(
        FailureReason.WrongPassword,
        "None of the "
            + names.size()
            + " keys of the repository at "
            + storage.location()
            + " opens with the password. Give the password that the repository was made with.");
  }

  /** Adds a key and returns its name. */
  static String add(Storage storage, MasterKey key, byte[] password, RepositoryOptions options) {
    return add(
        storage,
        key,
        password,
        options,
        new RepositoryKeys.Owner(options.username(), options.hostname()));
  }

  /** Adds a key of somebody and returns its name. */
  static String add(
      Storage storage,
      MasterKey key,
      byte[] password,
      RepositoryOptions options,
      RepositoryKeys.Owner owner) {
    KeyFile.Cost cost =
        switch (options.keyCost()) {
          case STRONG -> KeyFile.Cost.STRONG;
          case TRIVIAL -> KeyFile.Cost.TRIVIAL;
        };
    byte[] file =
        KeyFile.create(
            key, password, cost, owner.username(), owner.hostname(), options.clock().instant());
    String name = Id.hash(file).hex();
    try {
      storage.save(FileType.KEY, name, List.of(ByteBuffer.wrap(file)));
    } catch (IOException e) {
      throw Failures.of("write a key", storage, e);
    }
    return name;
  }

  static boolean exists(Storage storage, String name) {
    return list(storage).containsKey(name);
  }

  static void remove(Storage storage, String name) {
    try {
      storage.remove(FileType.KEY, List.of(name));
    } catch (IOException e) {
      throw Failures.of("remove keys/" + name, storage, e);
    }
  }

  /** Removes the keys that a creation left behind; fails when it may still be going on. */
  static void removeAbandoned(Storage storage, RepositoryOptions options) {
    Instant oldest = options.clock().instant().minus(ABANDONED);
    for (String name : list(storage).keySet()) {
      KeyFile.Origin origin;
      try {
        origin = KeyFile.origin(SealedFiles.loadNamed(storage, FileType.KEY, name));
      } catch (IOException e) {
        throw Failures.of("read keys/" + name, storage, e);
      }
      if (!origin.hostname().equals(options.hostname()) && origin.created().isAfter(oldest)) {
        throw new DrydockException(
            FailureReason.RepositoryUnavailable,
            "The repository at "
                + storage.location()
                + " has a key that "
                + origin.hostname()
                + " made at "
                + origin.created()
                + ", but no config: it is just being created, or that was broken off. Try again;"
                + " after two hours the key is taken for left behind.");
      }
      remove(storage, name);
    }
  }

  private static Map<String, Long> list(Storage storage) {
    try {
      return storage.list(FileType.KEY);
    } catch (IOException e) {
      throw Failures.of("list keys", storage, e);
    }
  }

  private static @Nullable MasterKey tryKey(Storage storage, String name, byte[] password)
      throws IOException {
    byte[] file = SealedFiles.loadNamed(storage, FileType.KEY, name);
    try {
      return KeyFile.open(file, password);
    } catch (AuthenticationFailedException e) {
      return null;
    }
  }
}
