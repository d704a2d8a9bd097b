// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.repository.BlobLocation;
import dev.drydock.mover.repository.BlobType;
import dev.drydock.mover.repository.Id;
import dev.drydock.mover.repository.LockMode;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.RepositoryLock;
import dev.drydock.mover.repository.TestRepositories;
import dev.drydock.mover.storage.FileType;
import dev.drydock.mover.storage.InMemoryStorage;
import dev.drydock.mover.storage.Storage;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A repository with one snapshot of a small tree, and the many ways in which it gets damaged. */
final class DamagedRepository {
  static final SnapshotPath PATH = SnapshotPath.parse("/data");
  private static final Pattern PACK = Pattern.compile("pack ([0-9a-f]{64})");

  final InMemoryStorage storage = new InMemoryStorage();
  final MemoryTree.Entry root = MemoryTree.root();
  final StoredSnapshot snapshot;
  private final Map<String, BlobLocation> places = new TreeMap<>();

  /** What may happen. */
  enum Damage {
    FLIPPED_BIT_IN_DATA,
    FLIPPED_BIT_IN_TREE,
    FLIPPED_BIT_IN_HEADER,
    TRUNCATED_PACK,
    MISSING_PACK,
    MISSING_INDEX,
    DAMAGED_INDEX,
    WRONG_INDEX,
    INDEX_NAMES_MISSING_PACK,
    DUPLICATE_INDEX
  }

  DamagedRepository() {
    for (int i = 0; i < 8; i++) {
      root.file("file" + i, random(i, 20_000));
    }
    MemoryTree.Entry below = root.directory("below");
    below.file("one", "the first".getBytes(UTF_8));
    below.file("two", "the second".getBytes(UTF_8));
    TestRepositories.create(storage).close();
    snapshot = backUp();
    try (Repository repository = TestRepositories.open(storage)) {
      for (String file : restorable(storage).keySet()) {
        places.put(file, placeOf(repository, PATH + file));
      }
    }
  }

  static byte[] random(int seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  StoredSnapshot backUp() {
    try (Repository repository = TestRepositories.open(storage)) {
      return new BackupOperation(repository, Progress.NONE)
          .backUp(
              new BackupRequest(
                  Instant.now(), "shop", null, List.of("a"), List.of(), true, null, false, false),
              List.of(new BackupTarget(PATH, root)))
          .stored();
    }
  }

  /** Does the damage; returns the files that are lost by it. */
  TreeSet<String> suffer(Damage damage) {
    BlobLocation victim = placeOf("/data/file3");
    String pack = victim.pack().hex();
    byte[] bytes = storage.bytes(FileType.PACK, pack).clone();
    String index = storage.names(FileType.INDEX).getFirst();
    return switch (damage) {
      case FLIPPED_BIT_IN_DATA -> {
        flip(victim);
        yield new TreeSet<>(List.of("/file3"));
      }
      case FLIPPED_BIT_IN_TREE -> {
        flip(placeOf("/data/below"));
        yield new TreeSet<>(List.of("/below/one", "/below/two"));
      }
      case FLIPPED_BIT_IN_HEADER -> {
        bytes[bytes.length - 10] ^= 1;
        storage.put(FileType.PACK, pack, bytes);
        yield new TreeSet<>();
      }
      case TRUNCATED_PACK -> {
        long end =
            places.values().stream()
                .filter(place -> place.pack().equals(victim.pack()))
                .mapToLong(place -> place.entry().offset() + place.entry().length())
                .max()
                .orElseThrow();
        storage.put(FileType.PACK, pack, Arrays.copyOf(bytes, (int) end - 1));
        yield filesIn(victim.pack(), end - 1);
      }
      case MISSING_PACK -> {
        storage.remove(FileType.PACK, List.of(pack));
        yield filesIn(victim.pack(), 0);
      }
      case MISSING_INDEX -> {
        storage.remove(FileType.INDEX, storage.names(FileType.INDEX));
        yield new TreeSet<>();
      }
      case DAMAGED_INDEX -> {
        byte[] file = storage.bytes(FileType.INDEX, index).clone();
        file[file.length / 2] ^= 1;
        storage.put(FileType.INDEX, index, file);
        yield new TreeSet<>();
      }
      case WRONG_INDEX -> {
        String json = indexJson(index);
        int at = json.indexOf("\"length\":") + "\"length\":".length();
        addIndex(json.substring(0, at) + "1" + json.substring(at));
        storage.remove(FileType.INDEX, List.of(index));
        yield new TreeSet<>();
      }
      case INDEX_NAMES_MISSING_PACK -> {
        String id = "ab".repeat(32);
        addIndex(
            "{\"packs\":[{\"id\":\"%s\",\"blobs\":[{\"id\":\"%s\",\"type\":\"data\",\"offset\":0,\"length\":99}]}]}"
                .formatted(id, id));
        yield new TreeSet<>();
      }
      case DUPLICATE_INDEX -> {
        addIndex(indexJson(index));
        yield new TreeSet<>();
      }
    };
  }

  String indexJson(String name) {
    try (Repository repository = TestRepositories.open(storage)) {
      return new String(repository.loadFile(FileType.INDEX, Id.parse(name)), UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  void addIndex(String json) {
    try (Repository repository = TestRepositories.open(storage);
        RepositoryLock lock = repository.lock(LockMode.EXCLUSIVE)) {
      repository.saveFile(FileType.INDEX, json.getBytes(UTF_8));
    }
  }

  /** Flips a bit in the middle of a blob. */
  void flip(BlobLocation place) {
    byte[] bytes = storage.bytes(FileType.PACK, place.pack().hex()).clone();
    bytes[(int) place.entry().offset() + place.entry().length() / 2] ^= 1;
    storage.put(FileType.PACK, place.pack().hex(), bytes);
  }

  /** Where the first piece of a file is, or the tree of a directory. */
  BlobLocation placeOf(String path) {
    try (Repository repository = TestRepositories.open(storage)) {
      return placeOf(repository, path);
    }
  }

  private BlobLocation placeOf(Repository repository, String path) {
    Node node = new Snapshots(repository).require(snapshot.snapshot(), SnapshotPath.parse(path));
    List<Id> content = node.content();
    return Objects.requireNonNull(
        content == null
            ? repository.index().find(BlobType.TREE, Objects.requireNonNull(node.subtree()))
            : repository.index().find(BlobType.DATA, content.getFirst()));
  }

  /** Files of which the piece is in a pack and ends behind a place of it. */
  private TreeSet<String> filesIn(Id pack, long end) {
    TreeSet<String> files = new TreeSet<>();
    for (Map.Entry<String, BlobLocation> file : places.entrySet()) {
      BlobLocation place = file.getValue();
      if (place.pack().equals(pack) && place.entry().offset() + place.entry().length() > end) {
        files.add(file.getKey());
      }
    }
    return files;
  }

  /** All files that can be restored of any snapshot, by path, each with its content. */
  static Map<String, String> restorable(Storage storage) {
    Map<String, String> files = new TreeMap<>();
    try (Repository repository = TestRepositories.open(storage)) {
      repository.unlock(true);
      for (StoredSnapshot stored : new Snapshots(repository).readable().snapshots()) {
        MemorySink sink = new MemorySink();
        try {
          new RestoreOperation(repository, Progress.NONE)
              .restore(stored.snapshot(), PATH, List.of(), sink);
        } catch (DrydockException e) {
          // Its root is lost, or an index cannot be read.
          assertThat(e.reason()).isEqualTo(FailureReason.RepositoryCorrupt);
        }
        sink.files.forEach((path, bytes) -> files.put(path, Id.hash(bytes).hex()));
      }
    }
    return files;
  }

  /** Ids of the packs that a check complains of. */
  static TreeSet<Id> damagedPacks(CheckResult check) {
    TreeSet<Id> packs = new TreeSet<>();
    for (String problem : check.problems()) {
      Matcher matcher = PACK.matcher(problem);
      while (matcher.find()) {
        packs.add(Id.parse(matcher.group(1)));
      }
    }
    return packs;
  }

  static CheckResult check(Repository repository) {
    return new CheckOperation(repository, Progress.NONE).check(100);
  }

  /** All that a person does who knows how. */
  static SnapshotRepairResult repairAll(Storage storage) {
    try (Repository repository = TestRepositories.open(storage)) {
      repository.unlock(true);
      RepairOperation repair = new RepairOperation(repository, Progress.NONE);
      repair.repairIndex(false);
      TreeSet<Id> packs = damagedPacks(check(repository));
      if (!packs.isEmpty()) {
        repair.repairPacks(packs, null);
      }
      return repair.repairSnapshots(true, false);
    }
  }
}
