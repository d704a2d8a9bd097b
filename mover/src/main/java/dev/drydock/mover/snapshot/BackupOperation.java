// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.repository.Repository;
import java.io.InputStream;
import java.util.List;

/**
 * Makes snapshots, under a shared lock. Interrupting the calling thread cancels it with {@code
 * Cancelled}; the repository is then as before, but for data that the next prune removes.
 */
public final class BackupOperation {
  /** Backs up to this repository. */
  public BackupOperation(Repository repository, Progress progress) {}

  /**
   * Makes a snapshot of one or several trees.
   *
   * @throws DrydockException {@code SourceUnreadable} if the root of a target cannot be read;
   *     {@code SourceEmpty} as the request says
   */
  public BackupResult backUp(BackupRequest request, List<BackupTarget> targets) {
    throw new UnsupportedOperationException();
  }

  /**
   * Makes a snapshot of one file of mode 0600, whose content is a stream. Parent and fullness of
   * the request do not matter.
   *
   * @param path where the snapshot shows the file
   * @param content read to its end, not closed
   * @param check whether the stream is complete; if not, there is no snapshot
   */
  public BackupResult backUpStream(
      BackupRequest request, SnapshotPath path, InputStream content, CompletionCheck check) {
    throw new UnsupportedOperationException();
  }
}
