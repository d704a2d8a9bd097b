// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import static dev.drydock.mover.snapshot.DamagedRepository.check;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.mover.repository.BlobType;
import dev.drydock.mover.repository.BlobWriter;
import dev.drydock.mover.repository.Id;
import dev.drydock.mover.repository.LockMode;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.RepositoryLock;
import dev.drydock.mover.repository.TestRepositories;
import dev.drydock.mover.snapshot.DamagedRepository.Damage;
import dev.drydock.mover.storage.FileType;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What becomes of snapshots that lost something. */
class SnapshotRepairTest {
  private static final String NODE =
      "{\"name\":\"%s\",\"type\":\"%s\",\"mtime\":\"2026-01-01T00:00:00Z\",\"atime\":\"2026-01-02T00:00:00+01:00\",\"ctime\":\"2026-01-01T00:00:00Z\",\"uid\":0,\"gid\":0,%s}";

  private final DamagedRepository damaged = new DamagedRepository();

  @Test
  void cutsAFileOfWhichAPieceIsLostAndMarksItsName() {
    byte[] content = DamagedRepository.random(77, 12 << 20);
    MemoryTree.Entry big = damaged.root.directory("big");
    big.file("disk.img", content);
    big.file("disk.img.repaired", "an older one".getBytes(UTF_8));
    StoredSnapshot snapshot = damaged.backUp();
    byte[] left;
    try (Repository repository = open()) {
      Node node =
          new Snapshots(repository).require(snapshot.snapshot(), path("/data/big/disk.img"));
      List<Id> pieces = Objects.requireNonNull(node.content());
      assertThat(pieces).hasSizeGreaterThan(1); // for a piece has 8 MiB at most
      int first = repository.loadBlob(BlobType.DATA, pieces.get(0)).length;
      int second = repository.loadBlob(BlobType.DATA, pieces.get(1)).length;
      left = Arrays.copyOf(content, content.length - second);
      System.arraycopy(content, first + second, left, first, content.length - first - second);
      damaged.flip(Objects.requireNonNull(repository.index().find(BlobType.DATA, pieces.get(1))));
    }

    SnapshotRepairResult result = DamagedRepository.repairAll(damaged.storage);

    assertThat(result.repaired()).hasSize(1);
    assertThat(result.losses())
        .singleElement()
        .satisfies(
            loss -> {
              assertThat(loss.path()).isEqualTo("/data/big/disk.img");
              assertThat(loss.message()).contains("lost 1 of its pieces", "repaired-2");
            });
    Map<String, byte[]> files = restore(newest(true));
    assertThat(files.get("/big/disk.img.repaired-2")).isEqualTo(left);
    assertThat(files.get("/big/disk.img.repaired")).isEqualTo("an older one".getBytes(UTF_8));
    assertThat(files).doesNotContainKey("/big/disk.img").hasSize(12);
  }

  @Test
  void changesNothingInADryRun() {
    suffer(Damage.FLIPPED_BIT_IN_TREE);
    int packs = damaged.storage.names(FileType.PACK).size();
    int indexes = damaged.storage.names(FileType.INDEX).size();
    try (Repository repository = open()) {
      SnapshotRepairResult result =
          new RepairOperation(repository, Progress.NONE).repairSnapshots(true, true);

      assertThat(result.lossCount()).isEqualTo(1);
      assertThat(result.repaired())
          .containsExactly(
              new SnapshotRepairResult.Repaired(damaged.snapshot.id(), true, null, false));
    }
    assertThat(damaged.storage.names(FileType.SNAPSHOT))
        .containsExactly(damaged.snapshot.id().hex());
    assertThat(damaged.storage.names(FileType.PACK)).hasSize(packs);
    assertThat(damaged.storage.names(FileType.INDEX)).hasSize(indexes);
  }

  @Test
  void keepsTheOriginalUnlessToldOtherwiseAndRepairsItOnce() {
    suffer(Damage.FLIPPED_BIT_IN_DATA);
    Id replacement;
    try (Repository repository = open()) {
      RepairOperation repair = new RepairOperation(repository, Progress.NONE);
      replacement =
          Objects.requireNonNull(
              repair.repairSnapshots(false, false).repaired().getFirst().replacement());
      assertThat(repair.repairSnapshots(false, false).repaired().getFirst().replacement())
          .isEqualTo(replacement);
    }
    assertThat(damaged.storage.names(FileType.SNAPSHOT))
        .containsExactlyInAnyOrder(damaged.snapshot.id().hex(), replacement.hex());
    assertThat(restore(newest(true))).hasSize(9);
  }

  @Test
  void repairsEachSnapshotThatHasWhatIsLost() {
    damaged.root.file("more", new byte[] {1});
    damaged.backUp();
    suffer(Damage.FLIPPED_BIT_IN_TREE);

    SnapshotRepairResult result = DamagedRepository.repairAll(damaged.storage);

    assertThat(result.repaired()).hasSize(2);
    assertThat(damaged.storage.names(FileType.SNAPSHOT)).hasSize(2);
    try (Repository repository = open()) {
      assertThat(check(repository).problems()).isEmpty();
    }
  }

  @Test
  void removesASnapshotOfWhichNothingIsLeftOnlyWhenTold() {
    try (Repository repository = open()) {
      damaged.flip(
          Objects.requireNonNull(
              repository.index().find(BlobType.TREE, damaged.snapshot.snapshot().tree())));
    }
    try (Repository repository = open()) {
      RepairOperation repair = new RepairOperation(repository, Progress.NONE);
      SnapshotRepairResult result = repair.repairSnapshots(false, false);
      assertThat(result.repaired())
          .containsExactly(
              new SnapshotRepairResult.Repaired(damaged.snapshot.id(), false, null, false));
      assertThat(damaged.storage.names(FileType.SNAPSHOT)).hasSize(1);

      assertThat(repair.repairSnapshots(true, false).repaired())
          .containsExactly(
              new SnapshotRepairResult.Repaired(damaged.snapshot.id(), false, null, true));
      assertThat(damaged.storage.names(FileType.SNAPSHOT)).isEmpty();
    }
  }

  @Test
  void leavesASnapshotThatCannotBeReadAndSaysSo() {
    String name = damaged.snapshot.id().hex();
    byte[] bytes = damaged.storage.bytes(FileType.SNAPSHOT, name).clone();
    bytes[30] ^= 1;
    damaged.storage.put(FileType.SNAPSHOT, name, bytes);
    try (Repository repository = open()) {
      SnapshotRepairResult result =
          new RepairOperation(repository, Progress.NONE).repairSnapshots(true, false);

      assertThat(result.unreadable()).singleElement().asString().contains(name);
      assertThat(damaged.storage.names(FileType.SNAPSHOT)).containsExactly(name);
    }
  }

  @Test
  void keepsWhatOtherProgramsNotedInATreeThatItChanges() throws IOException {
    String lost = "ab".repeat(32);
    String attributes =
        "\"generic_attributes\":{\"windows.creation_time\":\"AAECAw==\"},\"inode\":18446744073709551615";
    replaceRoot(
        node("broken", "file", "\"size\":5,\"content\":[\"" + lost + "\"]"),
        node("kept", "file", attributes + ",\"content\":[]"));

    DamagedRepository.repairAll(damaged.storage);

    String tree = rootTree();
    assertThat(tree)
        .isEqualTo("{\"nodes\":[" + node("kept", "file", attributes + ",\"content\":[]") + "]}\n");
  }

  @Test
  void namesAndNodesThatACheckComplainsOfAreMadeGood() throws IOException {
    replaceRoot(
        node("b", "file", "\"content\":[]"),
        node("a", "file", "\"content\":[]"),
        node("a", "symlink", "\"linktarget\":\"x\",\"content\":null"),
        node("c/d", "file", "\"content\":[]"),
        node("e", "dir", "\"content\":null"),
        node("f", "file", "\"content\":null"),
        node("g", "file", "\"size\":3,\"content\":null"));
    try (Repository repository = open()) {
      assertThat(check(repository).problems()).hasSizeGreaterThan(4);
    }

    DamagedRepository.repairAll(damaged.storage);

    try (Repository repository = open()) {
      assertThat(check(repository).problems()).isEmpty();
      assertThat(new Trees(repository).load(newest(true).snapshot().tree()))
          .extracting(node -> node.name() + " " + node.type())
          .containsExactly(
              "a FILE",
              "a.repaired SYMLINK",
              "b FILE",
              "c_d.repaired FILE",
              "e DIRECTORY",
              "f FILE");
    }
  }

  private static String node(String name, String type, String more) {
    return NODE.formatted(name, type, more);
  }

  /** Puts another tree in the place of the root. */
  private void replaceRoot(String... nodes) throws IOException {
    try (Repository repository = open();
        RepositoryLock lock = repository.lock(LockMode.EXCLUSIVE)) {
      Id tree;
      try (BlobWriter writer = repository.writer()) {
        String json = "{\"nodes\":[" + String.join(",", nodes) + "]}\n";
        tree = writer.save(BlobType.TREE, json.getBytes(UTF_8)).id();
        writer.flush();
      }
      String snapshot =
          new String(repository.loadFile(FileType.SNAPSHOT, damaged.snapshot.id()), UTF_8);
      repository.saveFile(
          FileType.SNAPSHOT,
          snapshot.replace(damaged.snapshot.snapshot().tree().hex(), tree.hex()).getBytes(UTF_8));
      repository.removeFiles(FileType.SNAPSHOT, List.of(damaged.snapshot.id()));
    }
  }

  private String rootTree() {
    try (Repository repository = open()) {
      return new String(repository.loadBlob(BlobType.TREE, newest(true).snapshot().tree()), UTF_8);
    }
  }

  private void suffer(Damage damage) {
    damaged.suffer(damage);
    try (Repository repository = open()) {
      new RepairOperation(repository, Progress.NONE)
          .repairPacks(DamagedRepository.damagedPacks(check(repository)), null);
    }
  }

  private StoredSnapshot newest(boolean repaired) {
    try (Repository repository = open()) {
      return new Snapshots(repository)
          .list().stream()
              .filter(stored -> stored.snapshot().isRepaired() == repaired)
              .findFirst()
              .orElseThrow();
    }
  }

  private Map<String, byte[]> restore(StoredSnapshot stored) {
    MemorySink sink = new MemorySink();
    try (Repository repository = open()) {
      RestoreResult result =
          new RestoreOperation(repository, Progress.NONE)
              .restore(stored.snapshot(), DamagedRepository.PATH, List.of(), sink);
      assertThat(result.problems()).isEmpty();
    }
    return new TreeMap<>(sink.files);
  }

  private static SnapshotPath path(String text) {
    return SnapshotPath.parse(text);
  }

  private Repository open() {
    return TestRepositories.open(damaged.storage);
  }
}
