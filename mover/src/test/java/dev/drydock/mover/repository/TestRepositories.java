// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.drydock.mover.crypto.MasterKey;
import dev.drydock.mover.storage.Storage;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;

/** Repositories that are quick to make and to lock, with small packs. */
public final class TestRepositories {
  public static final byte[] PASSWORD = "open sesame".getBytes(UTF_8);

  private TestRepositories() {}

  public static RepositoryOptions options() {
    return options("test", Clock.systemUTC());
  }

  public static RepositoryOptions options(String hostname, Clock clock) {
    return RepositoryOptions.of(hostname, clock)
        .withKeyCost(RepositoryOptions.KeyCost.TRIVIAL)
        .withLockWait(Duration.ZERO)
        .withLockSettle(Duration.ZERO)
        .withPackSize(64 << 10);
  }

  public static Repository create(Storage storage) {
    return Repository.create(storage, PASSWORD, options());
  }

  /** A repository as restic made them before 0.14. */
  public static Repository createVersion1(Storage storage) throws IOException {
    MasterKey key = MasterKey.random();
    Keys.add(storage, key, PASSWORD, options());
    Config config = Config.random();
    new SealedFiles(storage, key)
        .saveConfig(Json.write(new Config(1, config.id(), config.polynomial(), null, null)));
    return open(storage);
  }

  /**
   * Replaces the key that a password opens, which somebody else made, by one that opens at once.
   */
  public static void makeQuick(Storage storage, byte[] password) {
    try (Repository repository = Repository.open(storage, password, options())) {
      new RepositoryKeys(repository)
          .changePassword(password, new RepositoryKeys.Owner("test", "test"));
    }
  }

  public static Repository open(Storage storage) {
    return Repository.open(storage, PASSWORD, options());
  }
}
