// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.mover.repository.BlobWriter;
import dev.drydock.mover.repository.LockMode;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.RepositoryLock;
import dev.drydock.mover.repository.TestRepositories;
import dev.drydock.mover.storage.InMemoryStorage;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PieceBudgetTest {
  @Test
  void makesReadersWaitUntilPiecesAreDone() throws Exception {
    PieceBudget budget = new PieceBudget(1 << 20);
    budget.take(900_000);
    CompletableFuture<Void> second =
        CompletableFuture.runAsync(
            () -> {
              try {
                budget.take(900_000);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });

    assertThatThrownBy(() -> second.get(100, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    budget.giveBack(900_000);
    second.get();
  }

  @Test
  void letsAPieceLargerThanAllOfItPassAlone() throws Exception {
    PieceBudget budget = new PieceBudget(1);
    budget.take(8 << 20);
    budget.giveBack(8 << 20);
    budget.take(0);
  }

  @Test
  void manyReadersGetThroughASmallOne() throws Exception {
    try (Repository repository = TestRepositories.create(new InMemoryStorage());
        RepositoryLock lock = repository.lock(LockMode.SHARED);
        BlobWriter writer = repository.writer();
        ContentArchiver archiver =
            new ContentArchiver(repository, writer, new BackupCounters(), new PieceBudget(1));
        ExecutorService readers = Executors.newFixedThreadPool(8)) {
      List<Future<Long>> saved = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        byte[] bytes = new byte[3_000_000];
        new Random(i).nextBytes(bytes);
        ByteArrayInputStream in = new ByteArrayInputStream(bytes);
        saved.add(readers.submit(() -> archiver.save(in::read).size()));
      }
      for (Future<Long> size : saved) {
        assertThat(size.get()).isEqualTo(3_000_000);
      }
      writer.flush();
    }
  }
}
