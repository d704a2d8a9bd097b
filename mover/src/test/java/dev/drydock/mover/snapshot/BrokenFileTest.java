// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.TestRepositories;
import dev.drydock.mover.storage.InMemoryStorage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** A file that cannot be read to its end takes nothing away from others. */
class BrokenFileTest {
  private static final SnapshotPath PATH = SnapshotPath.parse("/data");

  @RepeatedTest(8)
  void losesNoBlobOfAnotherFile(RepetitionInfo repetition) {
    MemoryTree.Entry root = MemoryTree.root();
    Map<String, byte[]> sound = new TreeMap<>();
    for (int i = 0; i < 2; i++) {
      byte[] bytes = new byte[4_000_000];
      new Random(100L * repetition.getCurrentRepetition() + i).nextBytes(bytes);
      root.file("broken" + i, bytes).trouble(MemoryTree.Trouble.BREAKS_OFF);
      root.file("sound" + i, bytes);
      sound.put("/sound" + i, bytes);
    }
    try (Repository repository = TestRepositories.create(new InMemoryStorage())) {
      BackupResult result =
          new BackupOperation(repository, Progress.NONE)
              .backUp(
                  new BackupRequest(
                      Instant.now(), "shop", null, List.of(), List.of(), true, null, false, false),
                  List.of(new BackupTarget(PATH, root)));

      assertThat(result.problems())
          .extracting(Problem::kind)
          .containsOnly(Problem.Kind.UNREADABLE)
          .hasSize(2);
      assertThat(new CheckOperation(repository, Progress.NONE).check(0).problems()).isEmpty();
      MemorySink sink = new MemorySink();
      RestoreResult restored =
          new RestoreOperation(repository, Progress.NONE)
              .restore(result.stored().snapshot(), PATH, List.of(), sink);
      assertThat(restored.problems()).isEmpty();
      assertThat(sink.files).containsOnlyKeys(sound.keySet());
      sound.forEach((path, bytes) -> assertThat(sink.files.get(path)).isEqualTo(bytes));
    }
  }
}
