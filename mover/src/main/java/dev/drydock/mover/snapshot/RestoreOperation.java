// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.repository.BlobType;
import dev.drydock.mover.repository.Id;
import dev.drydock.mover.repository.LockMode;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.RepositoryLock;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Restores from snapshots, under a shared lock. Every blob is verified by its hash. Interrupting
 * the calling thread cancels it with {@code Cancelled}.
 */
public final class RestoreOperation {
  private final Repository repository;
  private final Progress progress;
  private final Snapshots snapshots;

  /** Restores from this repository. */
  public RestoreOperation(Repository repository, Progress progress) {
    this.repository = repository;
    this.progress = progress;
    this.snapshots = new Snapshots(repository);
  }

  /**
   * Restores what is at a path, so that the children of a directory become children of the sink's
   * root; a path that is no directory becomes the one child of the root.
   *
   * @param base path within the snapshot
   * @param include paths relative to {@code base} to restrict to; everything when empty
   * @throws DrydockException {@code SnapshotNotFound} if the snapshot lacks one of the paths,
   *     before anything is written
   */
  public RestoreResult restore(
      Snapshot snapshot, SnapshotPath base, List<SnapshotPath> include, RestoreSink sink) {
    try (RepositoryLock lock = repository.lock(LockMode.SHARED)) {
      for (SnapshotPath path : include) {
        snapshots.require(snapshot, base.resolve(path));
      }
      return restore(snapshot, base, RestoreOptions.of(Selection.of(include)), null, sink);
    }
  }

  /**
   * Restores what is at a path, so that the children of a directory become children of the sink's
   * root; a path that is no directory becomes the one child of the root. Each file of the target is
   * at every moment as it was or as the snapshot has it.
   *
   * @param base path within the snapshot
   * @param existing what is in the sink already; null if that is not to be asked, as where all that
   *     is there is to be reported
   * @throws DrydockException {@code SnapshotNotFound} if the snapshot lacks the path, before
   *     anything is written
   */
  public RestoreResult restore(
      Snapshot snapshot,
      SnapshotPath base,
      RestoreOptions options,
      @Nullable ExistingTree existing,
      RestoreSink sink) {
    try (RepositoryLock lock = repository.lock(LockMode.SHARED)) {
      ForeseenProgress foreseen = new ForeseenProgress(progress);
      SnapshotSummary summary = snapshot.summary();
      if (summary != null && isAll(snapshot, base, options.selection())) {
        foreseen.foresee(summary.totalBytesProcessed(), summary.totalFilesProcessed());
      }
      InPlace inPlace = new InPlace(options, existing, wholes(snapshot, base));
      try (RestoreWalk walk = new RestoreWalk(repository, sink, inPlace, foreseen)) {
        if (base.isRoot()) {
          walk.restore(snapshot.tree());
        } else {
          walk.restore(snapshots.require(snapshot, base));
        }
        foreseen.end();
        return walk.result();
      }
    }
  }

  /** Whether a directory is one of those that were backed up, or below one. */
  private static Predicate<SnapshotPath> wholes(Snapshot snapshot, SnapshotPath base) {
    List<SnapshotPath> roots = new ArrayList<>();
    for (String path : snapshot.paths()) {
      try {
        roots.add(SnapshotPath.parse(path));
      } catch (IllegalArgumentException e) {
        // Others may have written it: nothing is known of it, so nothing is removed there.
      }
    }
    return directory -> roots.stream().anyMatch(base.resolve(directory)::startsWith);
  }

  private static boolean isAll(Snapshot snapshot, SnapshotPath base, Selection selection) {
    return selection.isAll()
        && (base.isRoot() || snapshot.paths().equals(List.of(base.toString())));
  }

  /**
   * Writes the content of one file to a stream, which is not closed.
   *
   * @return bytes written
   * @throws DrydockException {@code SnapshotNotFound} if the snapshot lacks the file; {@code
   *     TargetUnwritable} if the stream does not take it
   */
  public long copy(Snapshot snapshot, SnapshotPath path, OutputStream target) {
    try (RepositoryLock lock = repository.lock(LockMode.SHARED);
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Node node = snapshots.require(snapshot, path);
      List<Id> content = node.content();
      if (node.type() != NodeType.FILE || content == null) {
        throw new DrydockException(
            FailureReason.SnapshotNotFound, "'" + path + "' in the snapshot is no file.");
      }
      progress.expect(node.metadata().size(), 1);
      Deque<Future<byte[]>> ahead = new ArrayDeque<>();
      Iterator<Id> rest = content.iterator();
      long written = 0;
      try {
        while (rest.hasNext() || !ahead.isEmpty()) {
          while (rest.hasNext() && ahead.size() < repository.options().connections()) {
            Id id = rest.next();
            ahead.add(executor.submit(() -> repository.loadBlob(BlobType.DATA, id)));
          }
          byte[] blob = ahead.removeFirst().get();
          target.write(blob);
          written += blob.length;
          progress.advance(blob.length, 0, path.toString());
        }
        target.flush();
        progress.advance(0, 1, path.toString());
        return written;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw Causes.cancelled(e);
      } catch (ExecutionException e) {
        throw Causes.failure(e.getCause() == null ? e : e.getCause());
      } catch (IOException e) {
        Causes.checkInterrupt(); // a channel is closed by it
        throw new DrydockException(
            FailureReason.TargetUnwritable,
            "'" + path + "' could not be written: " + Causes.brief(e) + ".",
            e);
      } finally {
        executor.shutdownNow();
      }
    }
  }
}
