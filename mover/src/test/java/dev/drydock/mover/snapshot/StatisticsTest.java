// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.TestRepositories;
import dev.drydock.mover.storage.FileType;
import dev.drydock.mover.storage.InMemoryStorage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class StatisticsTest {
  private final InMemoryStorage storage = new InMemoryStorage();
  private final Repository repository = TestRepositories.create(storage);
  private final MemoryTree.Entry root = MemoryTree.root();
  private final List<Snapshot> snapshots = new ArrayList<>();

  StatisticsTest() {
    MemoryTree.Entry below = root.directory("below");
    below.file("one", random(1, 3000));
    below.file("same", random(1, 3000));
    root.file("other", random(2, 500));
    root.file("empty", new byte[0]);
    root.add(ByteString.of("pipe"), NodeType.FIFO, 0600);
  }

  @AfterEach
  void close() {
    repository.close();
  }

  @Test
  void the_size_when_restored_counts_every_entry_of_every_snapshot() {
    backUp();
    // /data, below and the five in them
    assertThat(count(CountMode.RESTORE_SIZE)).isEqualTo(Statistics.of(1, 7, 0, 6500));
    root.file("more", random(3, 10));
    backUp();
    assertThat(count(CountMode.RESTORE_SIZE)).isEqualTo(Statistics.of(2, 15, 0, 13_010));
  }

  @Test
  void names_of_one_file_count_its_size_once_in_each_snapshot() {
    MemoryTree.Entry links = root.directory("links");
    for (String name : List.of("a", "b")) {
      links.file(name, random(4, 100)).with(MemoryTree.linked(100));
    }
    links.directory("deeper").file("c", random(4, 100)).with(MemoryTree.linked(100));
    backUp();
    assertThat(count(CountMode.RESTORE_SIZE)).isEqualTo(Statistics.of(1, 12, 0, 6600));
    snapshots.add(snapshots.getFirst());
    assertThat(count(CountMode.RESTORE_SIZE)).isEqualTo(Statistics.of(2, 24, 0, 13_200));
  }

  @Test
  void contents_count_once_however_many_files_have_them() {
    backUp();
    root.file("other again", random(2, 500));
    backUp();
    // two contents, and that of all that has none
    assertThat(count(CountMode.FILES_BY_CONTENTS)).isEqualTo(Statistics.of(2, 3, 0, 3500));
  }

  @Test
  void blobs_count_once_for_each_path_with_a_content_of_its_own() {
    backUp();
    root.remove("other");
    root.file("other", random(5, 700));
    root.file("moved", random(2, 500));
    backUp();
    // below/one, and two contents that the path other has had
    assertThat(count(CountMode.BLOBS_PER_FILE)).isEqualTo(Statistics.of(2, 2, 3, 4200));
  }

  @Test
  void raw_data_is_what_the_blobs_take_in_the_repository() {
    root.file("text", "compressible ".repeat(2000).getBytes(UTF_8));
    backUp();
    Statistics raw = count(CountMode.RAW_DATA);
    long packs = repository.list(FileType.PACK).values().stream().mapToLong(l -> l).sum();
    assertThat(raw.blobs()).as("three contents and three trees").isEqualTo(3 + 3);
    assertThat(raw.bytes()).isLessThan(packs).isCloseTo(packs, within(1000L));
    assertThat(raw.plainBytes()).isGreaterThan(26_000 + 3500 + 6 * 32);
    assertThat(raw.compressionRatio()).isGreaterThan(5);
    assertThat(raw.compressedPercent()).isBetween(50.0, 99.9);
    assertThat(raw.savedPercent())
        .isCloseTo(100.0 - 100.0 * raw.bytes() / raw.plainBytes(), within(1e-9));

    Statistics before = raw;
    backUp();
    assertThat(count(CountMode.RAW_DATA).blobs()).isEqualTo(before.blobs());
  }

  @ParameterizedTest
  @EnumSource(CountMode.class)
  void numbers_that_would_be_wrong_are_not_given(CountMode mode) {
    backUp();
    storage.remove(FileType.PACK, storage.names(FileType.PACK));
    assertThatThrownBy(() -> count(mode))
        .isInstanceOfSatisfying(
            DrydockException.class,
            e -> assertThat(e.reason()).isEqualTo(FailureReason.RepositoryCorrupt));
  }

  @ParameterizedTest
  @EnumSource(CountMode.class)
  void no_snapshots_come_to_nothing(CountMode mode) {
    assertThat(count(mode)).isEqualTo(Statistics.of(0, 0, 0, 0));
    assertThat(count(mode).compressionRatio()).isZero();
    assertThat(CountMode.parse(mode.token())).isEqualTo(mode);
  }

  private Statistics count(CountMode mode) {
    return new StatisticsOperation(repository, Progress.NONE).count(mode, snapshots);
  }

  private void backUp() {
    snapshots.add(Backups.make(repository, root).snapshot());
  }

  private static byte[] random(int seed, int size) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}
