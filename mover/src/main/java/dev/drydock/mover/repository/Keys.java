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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Finds the key that opens with a password, and adds keys. */
final class Keys {
  private static final int MAX_KEYS = 20;

  private Keys() {}

  static MasterKey open(Storage storage, byte[] password) {
    Map<String, Long> names;
    try {
      names = storage.list(FileType.KEY);
    } catch (IOException e) {
      throw Failures.of("list keys", storage, e);
    }
    if (names.isEmpty()) {
      throw new DrydockException(
          FailureReason.RepositoryNotFound,
          "There is no repository at "
              + storage.location()
              + ": it has no keys. Check the location, or create a repository there.");
    }
    String damaged = null;
    for (String name : new TreeMap<>(names).keySet().stream().limit(MAX_KEYS).toList()) {
      try {
        MasterKey key = tryKey(storage, name, password);
        if (key != null) {
          return key;
        }
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

  static void add(Storage storage, MasterKey key, byte[] password, RepositoryOptions options) {
    KeyFile.Cost cost =
        switch (options.keyCost()) {
          case STRONG -> KeyFile.Cost.STRONG;
          case TRIVIAL -> KeyFile.Cost.TRIVIAL;
        };
    byte[] file =
        KeyFile.create(
            key, password, cost, options.username(), options.hostname(), options.clock().instant());
    try {
      storage.save(FileType.KEY, Id.hash(file).hex(), List.of(ByteBuffer.wrap(file)));
    } catch (IOException e) {
      throw Failures.of("write a key", storage, e);
    }
  }

  private static @Nullable MasterKey tryKey(Storage storage, String name, byte[] password)
      throws IOException {
    byte[] file = SealedFiles.toArray(storage.load(FileType.KEY, name, 0, -1));
    try {
      return KeyFile.open(file, password);
    } catch (AuthenticationFailedException e) {
      return null;
    }
  }
}
