// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import dev.drydock.mover.crypto.MasterKey;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.storage.FileType;
import dev.drydock.mover.storage.Storage;
import java.io.IOException;

/** How a repository comes to be when several processes may make one at the same place. */
final class RepositoryCreation {
  private RepositoryCreation() {}

  /** Creates one; see {@link Repository#create}. */
  static Repository create(Storage storage, byte[] password, RepositoryOptions options) {
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
    Config config = Config.random();
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
    Repository created = Repository.open(storage, password, options);
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
    return Repository.open(storage, password, options);
  }
}
