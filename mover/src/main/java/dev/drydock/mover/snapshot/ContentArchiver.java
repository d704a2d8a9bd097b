// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import dev.drydock.mover.chunker.Chunker;
import dev.drydock.mover.repository.BlobType;
import dev.drydock.mover.repository.BlobWriter;
import dev.drydock.mover.repository.Id;
import dev.drydock.mover.repository.Repository;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Cuts content into blobs and saves them: while one piece is hashed, compressed and encrypted by
 * another thread, the next is read. Safe for use by many threads.
 */
final class ContentArchiver implements AutoCloseable {
  private final Repository repository;
  private final BlobWriter writer;
  private final BackupCounters counters;
  private final int window = Runtime.getRuntime().availableProcessors() + 1;
  private final Queue<Chunker> idle = new ConcurrentLinkedQueue<>();
  private final ExecutorService workers =
      Executors.newFixedThreadPool(
          Runtime.getRuntime().availableProcessors(),
          Thread.ofPlatform().daemon().name("backup-blob-", 0).factory());

  /** Blobs of some content, and its length. */
  record Content(List<Id> blobs, long size) {}

  ContentArchiver(Repository repository, BlobWriter writer, BackupCounters counters) {
    this.repository = repository;
    this.writer = writer;
    this.counters = counters;
  }

  /** Saves content to its end. */
  Content save(Chunker.Input input) throws IOException, InterruptedException {
    Chunker chunker = idle.poll();
    if (chunker == null) {
      chunker = repository.chunker();
    }
    Deque<Future<Id>> pending = new ArrayDeque<>(window);
    try {
      chunker.start(input);
      List<Id> blobs = new ArrayList<>();
      long size = 0;
      byte @Nullable [] piece = chunker.next();
      while (piece != null) {
        size += piece.length;
        byte @Nullable [] next = chunker.next();
        if (next == null && blobs.isEmpty() && pending.isEmpty()) {
          blobs.add(save(piece));
        } else {
          if (pending.size() == window) {
            blobs.add(pending.removeFirst().get());
          }
          byte[] content = piece;
          pending.add(workers.submit(() -> save(content)));
        }
        piece = next;
      }
      while (!pending.isEmpty()) {
        blobs.add(pending.removeFirst().get());
      }
      return new Content(blobs, size);
    } catch (ExecutionException e) {
      throw Causes.failure(e.getCause() == null ? e : e.getCause());
    } finally {
      pending.forEach(future -> future.cancel(true));
      idle.add(chunker);
    }
  }

  @Override
  public void close() {
    workers.shutdownNow();
  }

  private Id save(byte[] piece) {
    BlobWriter.Saved saved = writer.save(BlobType.DATA, piece);
    counters.blob(BlobType.DATA, piece.length, saved);
    return saved.id();
  }
}
