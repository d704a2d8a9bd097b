// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.TestRepositories;
import dev.drydock.mover.storage.InMemoryStorage;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What progress says is ahead. */
class ProgressTest {
  private static final SnapshotPath PATH = SnapshotPath.parse("/data");
  private static final int FILES = 1_500;

  private final Repository repository = TestRepositories.create(new InMemoryStorage());
  private final MemoryTree.Entry root = MemoryTree.root();

  ProgressTest() {
    for (int d = 0; d < 10; d++) {
      MemoryTree.Entry directory = root.directory("d" + d);
      for (int i = 0; i < FILES / 10; i++) {
        directory.file("f" + i, ("content " + d + i).getBytes(UTF_8));
      }
    }
  }

  @AfterEach
  void close() {
    repository.close();
  }

  @Test
  void foreseesWhatTheParentHadAndEndsWithWhatThereWas() {
    backUp(Progress.NONE);
    root.remove("d0");
    Recorder recorder = new Recorder();

    backUp(recorder);

    assertThat(recorder.totalAtFirst).isEqualTo(FILES);
    assertThat(recorder.total).isEqualTo(FILES - FILES / 10).isEqualTo(recorder.done);
  }

  @Test
  @Timeout(30)
  void countsTheFilesOfASourceThatHasNoParent() {
    Recorder recorder = new Recorder();
    try (SourceScan scan = SourceScan.start(List.of(root), new ForeseenProgress(recorder))) {
      assertThat(scan).isNotNull();
      while (recorder.total() < FILES) {
        Thread.onSpinWait();
      }
    }
    assertThat(recorder.total()).isEqualTo(FILES);
  }

  @Test
  void foreseesTheWholeSnapshotWhenAllOfItIsRestored() {
    BackupResult backup = backUp(Progress.NONE);
    Recorder recorder = new Recorder();

    new RestoreOperation(repository, recorder)
        .restore(backup.stored().snapshot(), PATH, List.of(), new MemorySink());

    assertThat(recorder.totalAtFirst).isEqualTo(FILES);
    assertThat(recorder.total).isEqualTo(FILES).isEqualTo(recorder.done);
  }

  private BackupResult backUp(Progress progress) {
    return new BackupOperation(repository, progress)
        .backUp(
            new BackupRequest(
                Instant.now(), "shop", null, List.of(), List.of(), false, null, false, false),
            List.of(new BackupTarget(PATH, root)));
  }

  private static final class Recorder implements Progress {
    private long total;
    private long totalAtFirst;
    private long done;

    synchronized long total() {
      return total;
    }

    @Override
    public synchronized void expect(long bytes, long files) {
      total += files;
    }

    @Override
    public synchronized void advance(long bytes, long files, @Nullable String current) {
      totalAtFirst = totalAtFirst == 0 ? total : totalAtFirst;
      done += files;
    }
  }
}
