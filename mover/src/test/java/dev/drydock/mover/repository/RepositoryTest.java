// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import static dev.drydock.mover.repository.TestRepositories.PASSWORD;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.mover.crypto.MasterKey;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.storage.CrashingStorage;
import dev.drydock.mover.storage.FileType;
import dev.drydock.mover.storage.InMemoryStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class RepositoryTest {
  private final InMemoryStorage storage = new InMemoryStorage();

  @Test
  void opensWhatItCreated() {
    String id;
    try (Repository created = TestRepositories.create(storage)) {
      id = created.id();
      assertThat(created.version()).isEqualTo(2);
    }
    try (Repository opened = TestRepositories.open(storage)) {
      assertThat(opened.id()).isEqualTo(id).hasSize(64);
    }
  }

  @Test
  void saysThatThePasswordIsWrong() {
    TestRepositories.create(storage).close();

    assertFails(
        FailureReason.WrongPassword,
        () -> Repository.open(storage, "other".getBytes(UTF_8), TestRepositories.options()));
  }

  @Test
  void saysThatThereIsNoRepository() {
    assertFails(FailureReason.RepositoryNotFound, () -> TestRepositories.open(storage));
  }

  @Test
  void makesNoSnapshotWhenSomebodyRemovedItsLock() {
    try (Repository repository = TestRepositories.create(storage);
        RepositoryLock lock = repository.lock(LockMode.SHARED)) {
      storage.remove(FileType.LOCK, storage.names(FileType.LOCK));

      assertFails(
          FailureReason.RepositoryLocked,
          () -> repository.saveFile(FileType.SNAPSHOT, "{}".getBytes(UTF_8)));
      assertThat(storage.names(FileType.SNAPSHOT)).isEmpty();
    }
  }

  @Test
  void removesNothingWhenSomebodyElseHasLockedIt() {
    try (Repository repository = TestRepositories.create(storage);
        RepositoryLock lock = repository.lock(LockMode.EXCLUSIVE)) {
      Id pack = Id.hash(new byte[] {1});
      storage.put(FileType.PACK, pack.hex(), new byte[] {1});
      new LockFiles(
              new SealedFiles(storage, repository.key()),
              true,
              TestRepositories.options("other", Clock.systemUTC()))
          .write(LockMode.SHARED, Instant.now());

      assertFails(
          FailureReason.RepositoryLocked,
          () -> repository.removeFiles(FileType.PACK, Set.of(pack)));
      assertThat(storage.names(FileType.PACK)).hasSize(1);
    }
  }

  @Test
  void doesNotCreateOneOverAnother() {
    TestRepositories.create(storage).close();

    assertFails(FailureReason.InvalidRequest, () -> TestRepositories.create(storage));
    TestRepositories.open(storage).close();
  }

  @Test
  void joinsWhatAnotherProcessCreatesAtTheSameTime() {
    List<String> ids = new ArrayList<>();
    InMemoryStorage contended =
        new InMemoryStorage() {
          private String createBeside() throws IOException {
            MasterKey key = MasterKey.random();
            Keys.add(this, key, PASSWORD, TestRepositories.options());
            Config config = Config.random();
            new SealedFiles(this, key).saveConfig(Json.write(config));
            return config.id();
          }

          @Override
          public void save(FileType type, String name, List<ByteBuffer> content)
              throws IOException {
            if (type == FileType.CONFIG && ids.isEmpty()) {
              ids.add("");
              ids.set(0, createBeside());
            }
            super.save(type, name, content);
          }
        };

    try (Repository created = TestRepositories.create(contended)) {
      assertThat(created.id()).isEqualTo(ids.getFirst());
    }
    assertThat(contended.names(FileType.KEY)).hasSize(1);
    TestRepositories.open(contended).close();
  }

  @Test
  void writesItsKeyAgainWhenSomebodyTookItForLeftBehind() {
    InMemoryStorage cleaned =
        new InMemoryStorage() {
          @Override
          public void save(FileType type, String name, List<ByteBuffer> content)
              throws IOException {
            super.save(type, name, content);
            if (type == FileType.CONFIG) {
              remove(FileType.KEY, names(FileType.KEY));
            }
          }
        };

    TestRepositories.create(cleaned).close();

    TestRepositories.open(cleaned).close();
  }

  @Test
  void opensByTheKeyThatFitsHoweverManyOpenWithThePassword() {
    TestRepositories.create(storage).close();
    for (int i = 0; i < 8; i++) {
      Keys.add(storage, MasterKey.random(), PASSWORD, TestRepositories.options());
    }

    TestRepositories.open(storage).close();
  }

  @Test
  void takesAKeyWithoutConfigForLeftBehindAfterHoursOrWhenItIsItsOwn() {
    Keys.add(storage, MasterKey.random(), PASSWORD, TestRepositories.options());
    RepositoryOptions other = TestRepositories.options("other", Clock.systemUTC());

    assertFails(
        FailureReason.RepositoryUnavailable,
        () -> Repository.removeKeysOfAbandonedCreation(storage, other));
    assertThat(storage.names(FileType.KEY)).hasSize(1);

    Clock later = Clock.offset(Clock.systemUTC(), Duration.ofHours(3));
    InMemoryStorage copy = storage.copy();
    Repository.removeKeysOfAbandonedCreation(copy, TestRepositories.options("other", later));
    assertThat(copy.names(FileType.KEY)).isEmpty();

    Repository.removeKeysOfAbandonedCreation(storage, TestRepositories.options());
    assertThat(storage.names(FileType.KEY)).isEmpty();
  }

  @Test
  void refusesWhatItDoesNotUnderstand() {
    TestRepositories.create(storage).close();
    Config config =
        new Config(2, "0".repeat(64), Long.toHexString(0x3DA3358B4DC173L), "fixed-size", null);

    assertFails(FailureReason.RepositoryUnsupported, () -> config.verify("here"));
    assertFails(
        FailureReason.RepositoryUnsupported,
        () -> new Config(3, "0".repeat(64), "3da3358b4dc173", null, null).verify("here"));
    assertFails(
        FailureReason.RepositoryCorrupt,
        () -> new Config(2, "0".repeat(64), "3da3358b4dc172", null, null).verify("here"));
  }

  @Test
  void readsBackBlobsAfterReopening() {
    byte[] random = random(100_000, 1);
    byte[] text = "all work and no play ".repeat(10_000).getBytes(UTF_8);
    try (Repository repository = TestRepositories.create(storage)) {
      save(repository, BlobType.DATA, random, text, new byte[0]);
      save(repository, BlobType.TREE, text);
    }
    try (Repository repository = TestRepositories.open(storage)) {
      assertThat(repository.loadBlob(BlobType.DATA, Id.hash(random))).isEqualTo(random);
      assertThat(repository.loadBlob(BlobType.DATA, Id.hash(text))).isEqualTo(text);
      assertThat(repository.loadBlob(BlobType.TREE, Id.hash(text))).isEqualTo(text);
      assertThat(repository.loadBlob(BlobType.DATA, Id.hash(new byte[0]))).isEmpty();
    }
  }

  @Test
  void compressesWhatGetsSmallerAndKeepsTheRestAsItIs() {
    byte[] random = random(300_000, 1);
    byte[] text = "all work and no play ".repeat(10_000).getBytes(UTF_8);
    try (Repository repository = TestRepositories.create(storage)) {
      save(repository, BlobType.DATA, random, text);
      byte[] tiny = "{\"nodes\":[]}\n".getBytes(UTF_8);
      save(repository, BlobType.TREE, tiny);

      assertThat(entry(repository, BlobType.DATA, random).plainLength()).isZero();
      assertThat(entry(repository, BlobType.DATA, text).plainLength()).isEqualTo(text.length);
      assertThat(entry(repository, BlobType.TREE, tiny).plainLength()).isEqualTo(tiny.length);
    }
  }

  @Test
  void keepsDataAndTreesInDifferentPacks() {
    try (Repository repository = TestRepositories.create(storage)) {
      try (RepositoryLock lock = repository.lock(LockMode.SHARED);
          BlobWriter writer = repository.writer()) {
        for (int i = 0; i < 20; i++) {
          writer.save(BlobType.DATA, random(20_000, i));
          writer.save(BlobType.TREE, random(20_000, i));
        }
        writer.flush();
      }
      repository
          .index()
          .forEachPack(
              (pack, entries) ->
                  assertThat(entries)
                      .extracting(PackEntry::type)
                      .containsOnly(entries.getFirst().type()));
      assertThat(storage.names(FileType.PACK).size()).isGreaterThan(5);
    }
  }

  @Test
  void storesABlobOnceHoweverManySaveIt() throws Exception {
    List<byte[]> contents = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      contents.add(random(3_000, i));
    }
    try (Repository repository = TestRepositories.create(storage);
        RepositoryLock lock = repository.lock(LockMode.SHARED)) {
      try (BlobWriter writer = repository.writer();
          var threads = Executors.newFixedThreadPool(8)) {
        List<Future<?>> running = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
          running.add(
              threads.submit(() -> contents.forEach(bytes -> writer.save(BlobType.DATA, bytes))));
        }
        for (Future<?> future : running) {
          future.get();
        }
        writer.flush();
      }
      assertThat(repository.index().size()).isEqualTo(200);
    }
    assertThat(blobsInPacks()).hasSize(200).doesNotHaveDuplicates();
  }

  @Test
  void doesNotRelyOnBlobsWhoseUploadFailed() {
    TestRepositories.create(storage).close();
    byte[] content = random(200_000, 1);
    int locks = 1;
    CrashingStorage crashing = new CrashingStorage(storage, locks);
    Repository repository = Repository.open(crashing, PASSWORD, TestRepositories.options());
    RepositoryLock lock = repository.lock(LockMode.SHARED);
    try (BlobWriter writer = repository.writer()) {
      assertFails(
          FailureReason.RepositoryUnavailable,
          () -> {
            writer.save(BlobType.DATA, content);
            writer.flush();
          });
    }
    assertThat(lock).isNotNull();
    try (Repository again = TestRepositories.open(storage)) {
      assertThat(again.index().contains(BlobType.DATA, Id.hash(content))).isFalse();
    }
  }

  @Test
  void forgetsBlobsThatAWriterDidNotFlush() {
    byte[] content = random(200_000, 1);
    try (Repository repository = TestRepositories.create(storage);
        RepositoryLock lock = repository.lock(LockMode.SHARED)) {
      try (BlobWriter writer = repository.writer()) {
        writer.save(BlobType.DATA, content);
      }
      try (BlobWriter writer = repository.writer()) {
        assertThat(writer.save(BlobType.DATA, content).added()).isTrue();
        writer.flush();
      }
      assertThat(repository.index().contains(BlobType.DATA, Id.hash(content))).isTrue();
    }
  }

  @Test
  void saysThatAPackIsDamaged() {
    byte[] content = random(10_000, 1);
    try (Repository repository = TestRepositories.create(storage)) {
      save(repository, BlobType.DATA, content);
      String pack = storage.names(FileType.PACK).getFirst();
      byte[] bytes = storage.bytes(FileType.PACK, pack).clone();
      bytes[100] ^= 1;
      storage.put(FileType.PACK, pack, bytes);

      assertFails(
          FailureReason.RepositoryCorrupt,
          () -> repository.loadBlob(BlobType.DATA, Id.hash(content)));
    }
  }

  @Test
  void putsThePacksOfOneWriterInOneIndex() throws Exception {
    try (Repository repository = TestRepositories.create(storage)) {
      save(repository, BlobType.DATA, random(100_000, 1), random(100_000, 2), random(100_000, 3));

      assertThat(storage.names(FileType.PACK)).hasSize(3);
      assertThat(storage.names(FileType.INDEX)).hasSize(1);
      Set<Id> packs = new HashSet<>();
      byte[] json =
          repository.loadFile(FileType.INDEX, Id.parse(storage.names(FileType.INDEX).getFirst()));
      IndexFile.decode(json, (pack, entries) -> packs.add(pack));
      assertThat(packs).hasSize(3);
    }
  }

  private List<Id> blobsInPacks() {
    List<Id> blobs = new ArrayList<>();
    try (Repository repository = TestRepositories.open(storage)) {
      repository
          .index()
          .forEachPack((pack, entries) -> entries.forEach(entry -> blobs.add(entry.id())));
    }
    return blobs;
  }

  private static void save(Repository repository, BlobType type, byte[]... contents) {
    try (RepositoryLock lock = repository.lock(LockMode.SHARED);
        BlobWriter writer = repository.writer()) {
      Arrays.stream(contents).forEach(content -> writer.save(type, content));
      writer.flush();
    }
  }

  private static PackEntry entry(Repository repository, BlobType type, byte[] content) {
    BlobLocation place = repository.index().find(type, Id.hash(content));
    assertThat(place).isNotNull();
    return place.entry();
  }

  private static byte[] random(int size, long seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static void assertFails(FailureReason reason, Runnable action) {
    assertThatThrownBy(action::run)
        .isInstanceOfSatisfying(
            DrydockException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
