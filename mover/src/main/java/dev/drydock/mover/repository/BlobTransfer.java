// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Moves blobs from one repository to another: opened with the one key, compared with their hashes,
 * sealed with the other. Their content stays as it is, byte by byte, and what is compressed already
 * is not compressed again. Immutable; safe for use by many threads.
 */
public final class BlobTransfer {
  private final Repository source;
  private final BlobWriter target;
  private final Listener listener;

  /** Is told of each blob, by several threads. */
  public interface Listener {
    /** A blob that the writer has now. */
    void moved(PackEntry entry);

    /** A blob that is damaged wherever it is in the source. */
    void damaged(PackEntry entry, String message);
  }

  /**
   * Moves blobs.
   *
   * @param source where they are; a lock must keep them from being removed
   * @param target writes to the other repository; not flushed by this
   */
  public BlobTransfer(Repository source, BlobWriter target, Listener listener) {
    this.source = source;
    this.target = target;
    this.listener = listener;
  }

  /**
   * Moves blobs, several ranges of packs at a time. Interrupting the calling thread cancels it.
   *
   * @param packs blobs by the pack of the source that they are in
   */
  public void transfer(Map<Id, List<PackEntry>> packs) {
    Semaphore room = new Semaphore(source.options().connections());
    Deque<Future<?>> pending = new ArrayDeque<>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        for (Map.Entry<Id, List<PackEntry>> pack : packs.entrySet()) {
          for (PackReader.Range range : PackReader.ranges(pack.getKey(), pack.getValue())) {
            room.acquire();
            forgetDone(pending);
            pending.add(executor.submit(() -> move(range, room)));
          }
        }
        for (Future<?> future : pending) {
          future.get();
        }
      } catch (InterruptedException e) {
        executor.shutdownNow();
        Thread.currentThread().interrupt();
        throw Failures.cancelled(e);
      } catch (ExecutionException e) {
        executor.shutdownNow();
        throw Failures.rethrown(e);
      }
    }
  }

  /** Forgets what is done; fails as the first of them did. */
  private static void forgetDone(Deque<Future<?>> pending)
      throws InterruptedException, ExecutionException {
    for (int i = pending.size(); i > 0; i--) {
      Future<?> future = pending.removeFirst();
      if (future.isDone()) {
        future.get();
      } else {
        pending.addLast(future);
      }
    }
  }

  private void move(PackReader.Range range, Semaphore room) {
    try {
      PackReader reader = new PackReader(source);
      byte[] sealed = reader.load(range);
      long start = range.entries().getFirst().offset();
      for (PackEntry entry : range.entries()) {
        move(entry, sealed, (int) (entry.offset() - start));
      }
      reader.release(sealed);
    } finally {
      room.release();
    }
  }

  private void move(PackEntry entry, byte @Nullable [] sealed, int offset) {
    byte[] stored;
    byte[] content;
    try {
      if (sealed == null) {
        throw new IOException("this pack is damaged");
      }
      stored = BlobReader.unseal(source, entry, sealed, offset);
      content = BlobReader.unpack(entry, stored);
    } catch (IOException e) {
      moveFromElsewhere(entry);
      return;
    }
    if (entry.plainLength() != 0 && target.compresses()) {
      target.saveFrame(entry.type(), entry.id(), stored, entry.plainLength());
    } else {
      target.save(entry.type(), content);
    }
    listener.moved(entry);
  }

  private void moveFromElsewhere(PackEntry entry) {
    byte[] content;
    try {
      content = source.loadBlob(entry.type(), entry.id());
    } catch (DrydockException e) {
      if (e.reason() != FailureReason.RepositoryCorrupt) {
        throw e;
      }
      listener.damaged(entry, String.valueOf(e.getMessage()));
      return;
    }
    target.save(entry.type(), content);
    listener.moved(entry);
  }
}
