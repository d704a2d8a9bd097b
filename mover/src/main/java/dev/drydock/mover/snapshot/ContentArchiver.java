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
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts content into blobs and saves them: while one piece is hashed, compressed and encrypted by
 * another thread, the next is read. Safe for use by many threads.
 */
final class ContentArchiver implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ContentArchiver.class);
  private static final long PIECES = 16L << 20;

  private final Repository repository;
  private final BlobWriter writer;
  private final BackupCounters counters;
  private final PieceBudget budget;
  private final Queue<Chunker> idle = new ConcurrentLinkedQueue<>();
  private final ExecutorService workers =
      Executors.newFixedThreadPool(
          Runtime.getRuntime().availableProcessors(),
          Thread.ofPlatform().daemon().name("backup-blob-", 0).factory());

  /** Blobs of some content, and its length. */
  record Content(List<Id> blobs, long size) {}

  ContentArchiver(Repository repository, BlobWriter writer, BackupCounters counters) {
    this(repository, writer, counters, new PieceBudget(PIECES));
  }

  ContentArchiver(
      Repository repository, BlobWriter writer, BackupCounters counters, PieceBudget budget) {
    this.repository = repository;
    this.writer = writer;
    this.counters = counters;
    this.budget = budget;
  }

  /** Saves content to its end. */
  Content save(Chunker.Input input) throws IOException, InterruptedException {
    Chunker chunker = idle.poll();
    if (chunker == null) {
      chunker = repository.chunker();
    }
    Deque<Future<Id>> pending = new ArrayDeque<>();
    try {
      chunker.start(input);
      List<Id> blobs = new ArrayList<>();
      long size = 0;
      Chunker.Piece piece = chunker.next();
      if (piece != null && chunker.isAtEnd()) {
        return new Content(
            List.of(save(piece.bytes(), piece.offset(), piece.length())), piece.length());
      }
      for (; piece != null; piece = chunker.next()) {
        size += piece.length();
        pending.add(saveLater(piece));
        while (!pending.isEmpty() && pending.getFirst().isDone()) {
          blobs.add(pending.removeFirst().get());
        }
      }
      while (!pending.isEmpty()) {
        blobs.add(pending.removeFirst().get());
      }
      return new Content(blobs, size);
    } catch (ExecutionException e) {
      throw Causes.failure(e.getCause() == null ? e : e.getCause());
    } finally {
      settle(pending);
      idle.add(chunker);
    }
  }

  /**
   * Waits for pieces of content that broke off: other files may have the same ones and rely on them
   * already, so none is stopped on its way. What fails of them fails the writer, and thus all.
   */
  private static void settle(Deque<Future<Id>> pending) {
    for (Future<Id> future : pending) {
      try {
        future.get();
      } catch (ExecutionException | CancellationException e) {
        LOG.debug("A piece of a file that could not be read was not saved either", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** To be called when nothing more is saved: gives up what did not begin yet. */
  @Override
  public void close() {
    for (Runnable task : workers.shutdownNow()) {
      if (task instanceof Future<?> future) {
        future.cancel(false);
      }
    }
  }

  private Future<Id> saveLater(Chunker.Piece piece) throws InterruptedException {
    int length = piece.length();
    budget.take(length);
    byte[] content = repository.arrays().take(length);
    System.arraycopy(piece.bytes(), piece.offset(), content, 0, length);
    return workers.submit(
        () -> {
          try {
            return save(content, 0, length);
          } finally {
            repository.arrays().giveBack(content);
            budget.giveBack(length);
          }
        });
  }

  private Id save(byte[] content, int offset, int length) {
    BlobWriter.Saved saved = writer.save(BlobType.DATA, content, offset, length);
    counters.blob(BlobType.DATA, length, saved);
    return saved.id();
  }
}
