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
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BlobTransferTest {
  private static final byte[] TEXT = words(150_000);
  private static final byte[] RANDOM = random(100_000);
  private static final byte[] TREE = "{\"nodes\":[]}\n".getBytes(UTF_8);

  private final InMemoryStorage from = new InMemoryStorage();
  private final InMemoryStorage to = new InMemoryStorage();
  private final List<Id> moved = Collections.synchronizedList(new ArrayList<>());
  private final List<Id> damaged = Collections.synchronizedList(new ArrayList<>());

  @Test
  void leavesWhatIsCompressedAsItIs() {
    try (Repository source = Repository.create(from, PASSWORD, level(19));
        Repository destination = Repository.create(to, PASSWORD, level(1))) {
      save(source);

      transfer(source, destination);

      PackEntry original = entry(source, BlobType.DATA, TEXT);
      assertThat(entry(destination, BlobType.DATA, TEXT).length())
          .isEqualTo(original.length())
          .isNotEqualTo(Compression.compress(TEXT, 1).length + MasterKey.OVERHEAD);
      assertThat(entry(destination, BlobType.DATA, RANDOM).plainLength()).isZero();
    }
    assertThat(moved).hasSize(3);
    assertReadable();
  }

  @Test
  void compressesWhatTheOlderFormatCouldNot() throws Exception {
    try (Repository source = TestRepositories.createVersion1(from);
        Repository destination = TestRepositories.create(to)) {
      save(source);
      assertThat(entry(source, BlobType.TREE, TREE).plainLength()).isZero();

      transfer(source, destination);

      assertThat(entry(destination, BlobType.TREE, TREE).plainLength()).isEqualTo(TREE.length);
      assertThat(entry(destination, BlobType.DATA, TEXT).plainLength()).isEqualTo(TEXT.length);
    }
    assertReadable();
  }

  @Test
  void compressesNothingInTheOlderFormat() throws Exception {
    try (Repository source = TestRepositories.create(from);
        Repository destination = TestRepositories.createVersion1(to)) {
      save(source);

      transfer(source, destination);

      destination
          .index()
          .forEachPack(
              (pack, entries) ->
                  assertThat(entries).extracting(PackEntry::plainLength).containsOnly(0));
    }
    assertReadable();
  }

  @Test
  void takesWhatIsDamagedFromAnotherPackThatHasIt() {
    try (Repository source = TestRepositories.create(from);
        Repository destination = TestRepositories.create(to)) {
      save(source);
      try (RepositoryLock lock = source.lock(LockMode.SHARED);
          BlobWriter writer = source.writer()) {
        writer.saveAgain(BlobType.DATA, Id.hash(TEXT), TEXT);
        writer.flush();
      }
      damage(source, TEXT);

      transfer(source, destination);
    }
    assertThat(damaged).isEmpty();
    assertReadable();
  }

  @Test
  void saysWhatIsDamagedEverywhereAndMovesTheRest() {
    try (Repository source = TestRepositories.create(from);
        Repository destination = TestRepositories.create(to)) {
      save(source);
      damage(source, TEXT);

      transfer(source, destination);

      assertThat(damaged).containsExactly(Id.hash(TEXT));
      assertThat(moved).containsExactlyInAnyOrder(Id.hash(RANDOM), Id.hash(TREE));
      assertThat(destination.index().contains(BlobType.DATA, Id.hash(TEXT))).isFalse();
    }
  }

  @Test
  void failsWhenTheDestinationDoes() {
    TestRepositories.create(to).close();
    try (Repository source = TestRepositories.create(from);
        Repository destination =
            Repository.open(new CrashingStorage(to, 1), PASSWORD, TestRepositories.options())) {
      save(source);

      assertThatThrownBy(() -> transfer(source, destination))
          .isInstanceOfSatisfying(
              DrydockException.class,
              e -> assertThat(e.reason()).isEqualTo(FailureReason.RepositoryUnavailable));
    }
  }

  private void transfer(Repository source, Repository destination) {
    Map<Id, List<PackEntry>> packs = new HashMap<>();
    source
        .index()
        .forEachPack((pack, entries) -> packs.putIfAbsent(pack, distinct(packs, entries)));
    try (RepositoryLock reading = source.lock(LockMode.SHARED);
        RepositoryLock writing = destination.lock(LockMode.SHARED);
        BlobWriter writer = destination.writer()) {
      new BlobTransfer(
              source,
              writer,
              new BlobTransfer.Listener() {
                @Override
                public void moved(PackEntry entry) {
                  moved.add(entry.id());
                }

                @Override
                public void damaged(PackEntry entry, String message) {
                  damaged.add(entry.id());
                }
              })
          .transfer(packs);
      writer.flush();
    }
  }

  /** Each blob from one pack only. */
  private static List<PackEntry> distinct(Map<Id, List<PackEntry>> known, List<PackEntry> entries) {
    return entries.stream()
        .filter(
            entry ->
                known.values().stream()
                    .flatMap(List::stream)
                    .noneMatch(other -> other.id().equals(entry.id())))
        .toList();
  }

  private void assertReadable() {
    try (Repository destination = TestRepositories.open(to)) {
      assertThat(destination.loadBlob(BlobType.DATA, Id.hash(TEXT))).isEqualTo(TEXT);
      assertThat(destination.loadBlob(BlobType.DATA, Id.hash(RANDOM))).isEqualTo(RANDOM);
      assertThat(destination.loadBlob(BlobType.TREE, Id.hash(TREE))).isEqualTo(TREE);
    }
  }

  private void damage(Repository source, byte[] content) {
    BlobLocation place = source.index().find(BlobType.DATA, Id.hash(content));
    assertThat(place).isNotNull();
    byte[] bytes = from.bytes(FileType.PACK, place.pack().hex()).clone();
    bytes[(int) place.entry().offset() + 20] ^= 1;
    from.put(FileType.PACK, place.pack().hex(), bytes);
  }

  private static void save(Repository repository) {
    try (RepositoryLock lock = repository.lock(LockMode.SHARED);
        BlobWriter writer = repository.writer()) {
      writer.save(BlobType.DATA, TEXT);
      writer.save(BlobType.DATA, RANDOM);
      writer.save(BlobType.TREE, TREE);
      writer.flush();
    }
  }

  private static PackEntry entry(Repository repository, BlobType type, byte[] content) {
    BlobLocation place = repository.index().find(type, Id.hash(content));
    assertThat(place).isNotNull();
    return place.entry();
  }

  private static RepositoryOptions level(int level) {
    RepositoryOptions options = TestRepositories.options();
    return new RepositoryOptions(
        options.hostname(),
        options.username(),
        options.lockWait(),
        options.lockSettle(),
        options.packSize(),
        options.uploadBytes(),
        options.connections(),
        level,
        options.keyCost(),
        options.clock());
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  private static byte[] words(int size) {
    String[] words = {"anchor", "bilge", "capstan", "davit", "ensign", "fender", "gunwale"};
    Random random = new Random(2);
    StringBuilder text = new StringBuilder();
    while (text.length() < size) {
      text.append(words[random.nextInt(words.length)]).append(random.nextInt(50)).append(' ');
    }
    return text.toString().getBytes(UTF_8);
  }
}
