// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import static dev.drydock.mover.repository.TestRepositories.PASSWORD;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.storage.CrashingStorage;
import dev.drydock.mover.storage.FileType;
import dev.drydock.mover.storage.InMemoryStorage;
import dev.drydock.mover.storage.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;

class RepositoryKeysTest {
  private static final byte[] OTHER = "another one".getBytes(UTF_8);
  private static final RepositoryKeys.Owner ANN = new RepositoryKeys.Owner("ann", "laptop");

  private final InMemoryStorage storage = new InMemoryStorage();

  @Test
  void opensWithEachOfItsPasswordsAndSaysWhoseTheyAre() {
    try (Repository repository = TestRepositories.create(storage)) {
      Id added = new RepositoryKeys(repository).add(OTHER, ANN);

      List<RepositoryKeys.Key> keys = new RepositoryKeys(repository).list().keys();
      assertThat(keys).hasSize(2);
      assertThat(keys)
          .filteredOn(key -> key.id().equals(added))
          .singleElement()
          .satisfies(key -> assertThat(key.owner()).isEqualTo(ANN))
          .satisfies(key -> assertThat(key.current()).isFalse());
      assertThat(keys).filteredOn(RepositoryKeys.Key::current).hasSize(1);
    }
    assertThat(opens(storage, PASSWORD)).isTrue();
    try (Repository repository = open(storage, OTHER)) {
      assertThat(new RepositoryKeys(repository).list().keys())
          .filteredOn(RepositoryKeys.Key::current)
          .singleElement()
          .satisfies(key -> assertThat(key.owner()).isEqualTo(ANN));
    }
  }

  @Test
  void removesAKeyButNeitherTheOneInUseNorTheLast() {
    try (Repository repository = TestRepositories.create(storage)) {
      RepositoryKeys keys = new RepositoryKeys(repository);
      String own = storage.names(FileType.KEY).getFirst();
      assertFails(FailureReason.InvalidRequest, "the only one", () -> keys.remove(own));
      Id added = keys.add(OTHER, ANN);
      assertFails(FailureReason.InvalidRequest, "was opened with", () -> keys.remove(own));
      assertFails(FailureReason.InvalidRequest, "no key ''", () -> keys.remove(""));
      assertThat(storage.names(FileType.KEY)).hasSize(2);

      assertThat(keys.remove(added.brief())).isEqualTo(added);
    }
    assertThat(opens(storage, OTHER)).isFalse();
    assertThat(opens(storage, PASSWORD)).isTrue();
  }

  @Test
  void removesNoKeyWhenItsOwnHasBeenRemoved() {
    try (Repository repository = TestRepositories.create(storage)) {
      RepositoryKeys keys = new RepositoryKeys(repository);
      String own = storage.names(FileType.KEY).getFirst();
      Id one = keys.add(OTHER, ANN);
      keys.add("a third".getBytes(UTF_8), ANN);
      storage.remove(FileType.KEY, List.of(own));

      assertFails(FailureReason.InvalidRequest, "meanwhile", () -> keys.remove(one.hex()));
    }
    assertThat(storage.names(FileType.KEY)).hasSize(2);
  }

  @Test
  void changesThePasswordOfTheKeyInUseOnly() {
    byte[] third = "a third".getBytes(UTF_8);
    try (Repository repository = TestRepositories.create(storage)) {
      RepositoryKeys keys = new RepositoryKeys(repository);
      keys.add(third, ANN);
      Id changed = keys.changePassword(OTHER, ANN);
      assertThat(keys.list().keys())
          .filteredOn(RepositoryKeys.Key::current)
          .singleElement()
          .satisfies(key -> assertThat(key.id()).isEqualTo(changed));
    }
    assertThat(opens(storage, PASSWORD)).isFalse();
    assertThat(opens(storage, OTHER)).isTrue();
    assertThat(opens(storage, third)).isTrue();
  }

  @Test
  void leavesAPasswordThatOpensWhereverAChangeOfItDies() {
    TestRepositories.create(storage).close();
    boolean bothOnce = false;
    int changes = 0;
    while (true) {
      InMemoryStorage copy = storage.copy();
      CrashingStorage crashing = new CrashingStorage(copy, changes++);
      try (Repository repository = open(crashing, PASSWORD)) {
        new RepositoryKeys(repository).changePassword(OTHER, ANN);
      } catch (DrydockException e) {
        assertThat(crashing.isDead()).as("%s", e).isTrue();
      }
      boolean old = opens(copy, PASSWORD);
      boolean changed = opens(copy, OTHER);
      assertThat(old || changed).as("after %s changes", changes).isTrue();
      bothOnce |= old && changed;
      if (!crashing.isDead()) {
        assertThat(old).isFalse();
        break;
      }
    }
    assertThat(bothOnce).as("the new one is there before the old one goes").isTrue();
    assertThat(changes).isGreaterThan(3);
  }

  @Test
  void addsWhileOthersWorkAndRemovesOnlyAlone() {
    try (Repository repository = TestRepositories.create(storage);
        Repository other =
            Repository.open(
                storage, PASSWORD, TestRepositories.options("other", Clock.systemUTC()));
        RepositoryLock lock = other.lock(LockMode.SHARED)) {
      assertThat(lock).isNotNull();
      RepositoryKeys keys = new RepositoryKeys(repository);
      Id added = keys.add(OTHER, ANN);

      assertFails(FailureReason.RepositoryLocked, "in use", () -> keys.remove(added.hex()));
      assertFails(
          FailureReason.RepositoryLocked, "in use", () -> keys.changePassword(PASSWORD, ANN));
    }
    assertThat(storage.names(FileType.KEY)).hasSize(2);
  }

  @Test
  void keepsNoKeyThatCannotBeReadBack() {
    InMemoryStorage damaging =
        new InMemoryStorage() {
          @Override
          public void save(FileType type, String name, List<ByteBuffer> content)
              throws IOException {
            super.save(type, name, content);
            if (type == FileType.KEY && names(FileType.KEY).size() > 1) {
              String text = new String(bytes(type, name), UTF_8);
              int salt = text.indexOf("\"salt\":\"") + 8;
              char other = text.charAt(salt) == 'A' ? 'B' : 'A';
              put(
                  type,
                  name,
                  (text.substring(0, salt) + other + text.substring(salt + 1)).getBytes(UTF_8));
            }
          }
        };
    try (Repository repository = TestRepositories.create(damaging)) {
      assertFails(
          FailureReason.RepositoryCorrupt,
          "does not open",
          () -> new RepositoryKeys(repository).changePassword(OTHER, ANN));
    }
    assertThat(damaging.names(FileType.KEY)).hasSize(1);
    assertThat(opens(damaging, PASSWORD)).isTrue();
  }

  @Test
  void addsNoMoreKeysThanAreTried() {
    try (Repository repository = TestRepositories.create(storage)) {
      RepositoryKeys keys = new RepositoryKeys(repository);
      for (int i = 1; i < 20; i++) {
        keys.add(("password " + i).getBytes(UTF_8), ANN);
      }
      assertFails(FailureReason.InvalidRequest, "20 keys", () -> keys.add(OTHER, ANN));
      assertFails(FailureReason.InvalidRequest, "empty", () -> keys.add(new byte[0], ANN));
    }
    assertThat(storage.names(FileType.KEY)).hasSize(20);
    for (int i = 1; i < 20; i++) {
      assertThat(opens(storage, ("password " + i).getBytes(UTF_8))).isTrue();
    }
  }

  @Test
  void saysWhichKeyFilesAreDamaged() {
    TestRepositories.create(storage).close();
    byte[] good = storage.bytes(FileType.KEY, storage.names(FileType.KEY).getFirst());
    storage.put(FileType.KEY, "0".repeat(64), "nonsense".getBytes(UTF_8));
    storage.put(FileType.KEY, "1".repeat(64), good);
    try (Repository repository = TestRepositories.open(storage)) {
      RepositoryKeys.Listing listing = new RepositoryKeys(repository).list();

      assertThat(listing.keys()).hasSize(2);
      assertThat(listing.problems()).hasSize(2);
      assertThat(listing.problems().getFirst()).contains("0".repeat(64), "no key");
      assertThat(listing.problems().getLast()).contains("1".repeat(64), "hash");
    }
  }

  private static Repository open(Storage storage, byte[] password) {
    return Repository.open(storage, password, TestRepositories.options());
  }

  private static boolean opens(InMemoryStorage storage, byte[] password) {
    try {
      open(storage, password).close();
      return true;
    } catch (DrydockException e) {
      assertThat(e.reason()).isEqualTo(FailureReason.WrongPassword);
      return false;
    }
  }

  private static void assertFails(FailureReason reason, String message, Runnable action) {
    assertThatThrownBy(action::run)
        .hasMessageContaining(message)
        .isInstanceOfSatisfying(
            DrydockException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
