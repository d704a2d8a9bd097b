// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.repository.BlobType;
import dev.drydock.mover.repository.Id;
import dev.drydock.mover.repository.Repository;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Writes an archive in order while content that comes later is loaded already, of the same and of
 * other files: as many blobs and bytes of them as are worth the memory. Used by one thread.
 */
final class ContentAhead implements AutoCloseable {
  private static final int MAX_STEPS = 1024;
  private static final long MAX_BYTES = 64 << 20;

  /** A part of an archive that needs no content. */
  interface Step {
    void write(ArchiveSink sink) throws IOException;
  }

  /** What is to be written: either a step, or the content of a blob. */
  private sealed interface Item {
    record Header(Step step) implements Item {}

    record Content(SnapshotPath path, Id id, Future<byte[]> blob, int size) implements Item {}
  }

  private final Repository repository;
  private final ArchiveSink sink;
  private final Progress progress;
  private final ExecutorService loader = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore room;
  private final Deque<Item> items = new ArrayDeque<>();
  private Item.@Nullable Content last;
  private long bytes;
  private long written;

  ContentAhead(Repository repository, ArchiveSink sink, Progress progress) {
    this.repository = repository;
    this.sink = sink;
    this.progress = progress;
    this.room = new Semaphore(repository.options().connections());
  }

  /** Adds what needs no content. */
  void add(Step step) {
    items.addLast(new Item.Header(step));
    makeRoom();
  }

  /** Adds a blob of the file that was begun last. */
  void add(SnapshotPath path, Id id, int size) {
    // Holes are one blob many times over.
    Future<byte[]> blob =
        last != null && last.id.equals(id) ? last.blob : loader.submit(() -> load(id));
    last = new Item.Content(path, id, blob, size);
    items.addLast(last);
    bytes += size;
    makeRoom();
  }

  /** Writes all that is left, and ends the archive. */
  void finish() {
    while (!items.isEmpty()) {
      writeFirst();
    }
    try {
      sink.end();
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** Bytes of content written so far. */
  long written() {
    return written;
  }

  @Override
  public void close() {
    loader.shutdownNow();
    loader.close();
  }

  private byte[] load(Id id) throws InterruptedException {
    room.acquire();
    try {
      return repository.loadBlob(BlobType.DATA, id);
    } finally {
      room.release();
    }
  }

  private void makeRoom() {
    while (items.size() > MAX_STEPS || (bytes > MAX_BYTES && items.size() > 1)) {
      writeFirst();
    }
  }

  private void writeFirst() {
    Causes.checkInterrupt();
    try {
      switch (items.removeFirst()) {
        case Item.Header header -> header.step.write(sink);
        case Item.Content content -> write(content);
      }
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private void write(Item.Content content) throws IOException {
    byte[] blob = get(content);
    if (blob.length != content.size) {
      throw new DrydockException(
          FailureReason.RepositoryCorrupt,
          "The index says that the blob %s of '%s' has %d bytes, but it has %d. Run a check."
              .formatted(content.id, content.path, content.size, blob.length));
    }
    sink.content(blob);
    bytes -= blob.length;
    written += blob.length;
    progress.advance(blob.length, 0, content.path.toString());
  }

  private static byte[] get(Item.Content content) {
    try {
      return content.blob.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Causes.cancelled(e);
    } catch (ExecutionException e) {
      DrydockException failure = Causes.failure(e.getCause() == null ? e : e.getCause());
      throw new DrydockException(
          failure.reason(),
          "'" + content.path + "' is not written to its end: " + failure.getMessage(),
          failure);
    }
  }

  private static DrydockException unwritable(IOException e) {
    Causes.checkInterrupt(); // a channel is closed by it
    return new DrydockException(
        FailureReason.TargetUnwritable,
        "The archive could not be written: " + Causes.brief(e) + ".",
        e);
  }
}
