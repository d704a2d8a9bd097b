// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.storage.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.mover.storage.FileType;
import dev.drydock.mover.storage.InMemoryStorage;
import dev.drydock.mover.storage.Storage;
import dev.drydock.mover.storage.StorageContract;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class RetryingStorageTest extends StorageContract {
  private final List<Duration> pauses = new ArrayList<>();
  private final Failing below = new Failing();

  @Override
  protected Storage open() {
    Backoff backoff = new Backoff(5, Duration.ofSeconds(1), Duration.ofSeconds(4));
    return new RetryingStorage(below, backoff, pauses::add, new Random(1));
  }

  @Test
  void what_may_pass_is_tried_again_after_growing_pauses() throws IOException {
    below.failures = 4;
    assertThat(storage.list(FileType.PACK)).isEmpty();
    assertThat(pauses).hasSize(4);
    assertThat(pauses.get(0)).isBetween(Duration.ZERO, Duration.ofSeconds(1));
    assertThat(pauses.get(1)).isBetween(Duration.ZERO, Duration.ofSeconds(2));
    assertThat(pauses.get(2)).isBetween(Duration.ZERO, Duration.ofSeconds(4));
    assertThat(pauses.get(3)).isBetween(Duration.ZERO, Duration.ofSeconds(4));
  }

  @Test
  void pauses_are_spread_from_nothing_to_the_longest() throws IOException {
    for (int i = 0; i < 200; i++) {
      below.failures = 1;
      assertThat(storage.list(FileType.PACK)).isEmpty();
    }
    assertThat(pauses).allMatch(pause -> pause.compareTo(Duration.ofSeconds(1)) <= 0);
    assertThat(pauses).anyMatch(pause -> pause.compareTo(Duration.ofMillis(100)) < 0);
    assertThat(pauses).anyMatch(pause -> pause.compareTo(Duration.ofMillis(900)) > 0);
  }

  @Test
  void a_store_that_asks_to_be_left_alone_is_but_not_for_ever() throws IOException {
    below.failures = 1;
    below.retryAfter = Duration.ofSeconds(20);
    assertThat(storage.list(FileType.PACK)).isEmpty();
    assertThat(pauses.getLast()).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(21));
    below.failures = 1;
    below.retryAfter = Duration.ofDays(1);
    assertThat(storage.list(FileType.PACK)).isEmpty();
    assertThat(pauses.getLast()).isLessThan(Duration.ofMinutes(3));
  }

  @Test
  void what_does_not_pass_fails_in_the_end() {
    below.failures = 5;
    assertThatThrownBy(() -> storage.list(FileType.PACK)).hasMessage("passing");
    assertThat(pauses).hasSize(4);
  }

  @Test
  void what_cannot_pass_fails_at_once() {
    below.failures = 1;
    below.retryable = false;
    assertThatThrownBy(() -> storage.list(FileType.PACK)).hasMessage("passing");
    assertThat(pauses).isEmpty();
  }

  @Test
  void a_write_whose_answer_got_lost_is_done() throws IOException {
    below.failures = 1;
    below.afterwards = true;
    storage.save(FileType.PACK, ONE, buffers("con", "tent"));
    assertThat(text(storage.load(FileType.PACK, ONE, 0, -1))).isEqualTo("content");
  }

  @Test
  void a_name_that_somebody_else_took_meanwhile_is_taken() throws IOException {
    below.files.save(FileType.CONFIG, "", buffers("their config"));
    below.failures = 1;
    assertThatThrownBy(() -> storage.save(FileType.CONFIG, "", buffers("our config")))
        .isInstanceOf(Storage.FileExistsException.class);
  }

  @Test
  void an_interrupt_ends_the_waiting() {
    Storage waiting =
        new RetryingStorage(
            below,
            new Backoff(2, Duration.ofHours(1), Duration.ofHours(1)),
            Pause.REAL,
            new Random(1));
    below.failures = 1;
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> waiting.list(FileType.PACK))
        .isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  /** A store that fails as often as it is told. */
  private static final class Failing implements Storage {
    private final InMemoryStorage files = new InMemoryStorage();
    private int failures;
    private boolean retryable = true;
    private Duration retryAfter = Duration.ZERO;
    private boolean afterwards;

    private void fail() throws StorageException {
      if (failures > 0) {
        failures--;
        if (!retryAfter.isZero()) {
          throw new StorageException("busy", retryAfter, null);
        }
        throw new StorageException("passing", retryable, null);
      }
    }

    @Override
    public String location() {
      return files.location();
    }

    @Override
    public void create() throws IOException {
      fail();
    }

    @Override
    public void save(FileType type, String name, List<ByteBuffer> content) throws IOException {
      if (!afterwards) {
        fail();
      }
      files.save(type, name, content);
      fail();
    }

    @Override
    public ByteBuffer load(FileType type, String name, long offset, int length) throws IOException {
      fail();
      return files.load(type, name, offset, length);
    }

    @Override
    public long size(FileType type, String name) throws IOException {
      fail();
      return files.size(type, name);
    }

    @Override
    public Map<String, Long> list(FileType type) throws IOException {
      fail();
      return files.list(type);
    }

    @Override
    public void remove(FileType type, Collection<String> names) throws IOException {
      fail();
      files.remove(type, names);
    }

    @Override
    public void close() {
      files.close();
    }
  }
}
