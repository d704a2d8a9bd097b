// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.storage.retry;

import dev.drydock.mover.storage.FileType;
import dev.drydock.mover.storage.Storage;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store that tries again when the store below fails with an error that may pass. Errors that will
 * not pass (refused credentials, no such file) come through at once.
 */
public final class RetryingStorage implements Storage {
  private static final Logger LOG = LoggerFactory.getLogger(RetryingStorage.class);

  private final Storage storage;
  private final Backoff backoff;
  private final Pause pause;
  private final RandomGenerator random;

  /** Tries again on {@code storage}, which is closed with this. */
  public RetryingStorage(Storage storage, Backoff backoff, Pause pause, RandomGenerator random) {
    this.storage = storage;
    this.backoff = backoff;
    this.pause = pause;
    this.random = random;
  }

  @Override
  public String location() {
    return storage.location();
  }

  @Override
  public boolean isDistant() {
    return storage.isDistant();
  }

  @Override
  public void create() throws IOException {
    retry(
        attempt -> {
          storage.create();
          return true;
        });
  }

  @Override
  public void save(FileType type, String name, List<ByteBuffer> content) throws IOException {
    retry(
        attempt -> {
          try {
            storage.save(type, name, content);
          } catch (FileExistsException e) {
            // An earlier attempt may have arrived although its answer got lost.
            if (attempt == 1 || !isStored(type, name, content)) {
              throw e;
            }
          }
          return true;
        });
  }

  /** Whether a file has this content; looked at twice, for bytes may change on the way. */
  private boolean isStored(FileType type, String name, List<ByteBuffer> content)
      throws IOException {
    boolean same = sameContent(type, name, content);
    return same || sameContent(type, name, content);
  }

  private boolean sameContent(FileType type, String name, List<ByteBuffer> content)
      throws IOException {
    ByteBuffer stored = storage.load(type, name, 0, -1);
    for (ByteBuffer part : content) {
      if (part.remaining() > stored.remaining()
          || stored.slice(stored.position(), part.remaining()).mismatch(part) >= 0) {
        return false;
      }
      stored.position(stored.position() + part.remaining());
    }
    return !stored.hasRemaining();
  }

  @Override
  public ByteBuffer load(FileType type, String name, long offset, int length) throws IOException {
    return retry(attempt -> storage.load(type, name, offset, length));
  }

  @Override
  public void load(FileType type, String name, long offset, ByteBuffer target) throws IOException {
    retry(
        attempt -> {
          storage.load(type, name, offset, target);
          return true;
        });
  }

  @Override
  public long size(FileType type, String name) throws IOException {
    return retry(attempt -> storage.size(type, name));
  }

  @Override
  public Map<String, Long> list(FileType type) throws IOException {
    return retry(attempt -> storage.list(type));
  }

  @Override
  public void remove(FileType type, Collection<String> names) throws IOException {
    retry(
        attempt -> {
          storage.remove(type, names);
          return true;
        });
  }

  @Override
  public void removeLeftovers(Instant before) throws IOException {
    retry(
        attempt -> {
          storage.removeLeftovers(before);
          return true;
        });
  }

  @Override
  public void close() {
    storage.close();
  }

  private <T> T retry(Operation<T> operation) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return operation.run(attempt);
      } catch (StorageException e) {
        if (!e.retryable() || attempt >= backoff.attempts()) {
          throw e;
        }
        LOG.atWarn()
            .addKeyValue("attempt", attempt)
            .addKeyValue("of", backoff.attempts())
            .log("trying again: {}", e.getMessage());
        pauseAfter(attempt, e.retryAfter());
      }
    }
  }

  private void pauseAfter(int attempt, Duration asked) throws InterruptedIOException {
    try {
      pause.await(backoff.pause(attempt, asked, random));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      var interrupted = new InterruptedIOException("interrupted while waiting for " + location());
      interrupted.initCause(e);
      throw interrupted;
    }
  }

  @FunctionalInterface
  private interface Operation<T> {
    T run(int attempt) throws IOException;
  }
}
