// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.repository.Repository;
import java.io.OutputStream;
import java.util.List;

/**
 * Restores from snapshots, under a shared lock. Every blob is verified by its hash. Interrupting
 * the calling thread cancels it with {@code Cancelled}.
 */
public final class RestoreOperation {
  /** Restores from this repository. */
  public RestoreOperation(Repository repository, Progress progress) {}

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
    throw new UnsupportedOperationException();
  }

  /**
   * Writes the content of one file to a stream, which is not closed.
   *
   * @return bytes written
   * @throws DrydockException {@code SnapshotNotFound} if the snapshot lacks the file; {@code
   *     TargetUnwritable} if the stream does not take it
   */
  public long copy(Snapshot snapshot, SnapshotPath path, OutputStream target) {
    throw new UnsupportedOperationException();
  }
}
