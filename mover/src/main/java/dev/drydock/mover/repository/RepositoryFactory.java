// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import dev.drydock.mover.crypto.AuthenticationFailedException;
import dev.drydock.mover.crypto.MasterKey;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.storage.FileType;
import dev.drydock.mover.storage.Storage;
import java.io.IOException;

/** Opens repositories, and makes them though several processes may do so at the same place. */
final class RepositoryFactory {
  private RepositoryFactory() {}

  /** Creates one; see {@link Repository#create}. */
  static Repository create(
      Storage storage, byte[] password, RepositoryOptions options, Config config) {
    if (password.length == 0) {
      throw new DrydockException(
          FailureReason.InvalidRequest, "The password is empty. Choose one that is not.");
    }
    try {
      storage.create();
      if (!storage.list(FileType.CONFIG).isEmpty() || !storage.list(FileType.KEY).isEmpty()) {
        throw new DrydockException(
            FailureReason.InvalidRequest,
            "There is a repository at "
                + storage.location()
                + " already, or the remains of one. Open it, or choose another place.");
      }
    } catch (IOException e) {
      throw Failures.of("create files", storage, e);
    }
    MasterKey key = MasterKey.random();
    String keyName = Keys.add(storage, key, password, options);
    try {
      new SealedFiles(storage, key).saveConfig(Json.write(config));
    } catch (Storage.FileExistsException e) {
      return join(storage, keyName, password, options);
    }
    if (!Keys.exists(storage, keyName)) {
      // Somebody took it for left behind; without it nobody could ever open the repository.
      keyName = Keys.add(storage, key, password, options);
    }
    Repository created = open(storage, password, options);
    if (!created.id().equals(config.id())) {
      // A store that cannot refuse to overwrite let another process replace the config.
      created.leaveStore();
      return join(storage, keyName, password, options);
    }
    return created;
  }

  /** Opens what another process created at the same time, without leaving a key beside its own. */
  private static Repository join(
      Storage storage, String keyName, byte[] password, RepositoryOptions options) {
    Keys.remove(storage, keyName);
    return open(storage, password, options);
  }

  /** Opens one; see {@link Repository#open}. */
  static Repository open(Storage storage, byte[] password, RepositoryOptions options) {
    byte[] sealed;
    try {
      sealed = SealedFiles.readConfig(storage);
    } catch (Storage.NotFoundException e) {
      Keys.Opened unused = Keys.open(storage, password, key -> true); // may say more
      throw new DrydockException(
          FailureReason.RepositoryNotFound,
          "There is no repository at "
              + storage.location()
              + ": its config is missing. Check the location, or remove its keys and create it.",
          e);
    }
    Keys.Opened opened = Keys.open(storage, password, candidate -> opens(candidate, sealed));
    byte[] json = new SealedFiles(storage, opened.key()).openConfig(sound(storage, opened, sealed));
    Config config = Json.read(json, Config.class, "config");
    config.verify(storage.location());
    return new Repository(storage, opened, config, options);
  }

  /** The config as it was read, or, if the key does not open that, as it is read once more. */
  private static byte[] sound(Storage storage, Keys.Opened opened, byte[] sealed) {
    if (opens(opened.key(), sealed)) {
      return sealed;
    }
    try {
      return SealedFiles.readConfig(storage); // bytes may change on the way
    } catch (Storage.NotFoundException e) {
      return sealed;
    }
  }

  private static boolean opens(MasterKey key, byte[] sealed) {
    try {
      key.open(sealed);
      return true;
    } catch (AuthenticationFailedException e) {
      return false;
    }
  }
}
