// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks how much there is to back up, ahead of the backup and for its progress only. What cannot be
 * read is left to the backup to report.
 */
final class SourceScan implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SourceScan.class);

  private final ForeseenProgress progress;
  private final Deque<SourceEntry> ahead;
  private final Thread thread;

  private SourceScan(Collection<SourceEntry> roots, ForeseenProgress progress) {
    this.progress = progress;
    this.ahead = new ArrayDeque<>(roots);
    this.thread = Thread.ofPlatform().daemon().name("backup-scan").unstarted(this::run);
  }

  static SourceScan start(Collection<SourceEntry> roots, ForeseenProgress progress) {
    SourceScan scan = new SourceScan(roots, progress);
    scan.thread.start();
    return scan;
  }

  /** Ends it and waits for that, since sources may be closed afterwards. */
  @Override
  public void close() {
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!ahead.isEmpty() && !Thread.currentThread().isInterrupted()) {
        look(ahead.removeLast());
      }
    } catch (RuntimeException e) {
      LOG.debug("The size of the source is not known in advance", e);
    }
  }

  private void look(SourceEntry entry) {
    try {
      Metadata metadata = entry.status();
      if (metadata.type() == NodeType.FILE) {
        progress.foresee(metadata.size(), 1);
      } else if (metadata.type() == NodeType.DIRECTORY) {
        ahead.addAll(entry.children());
      }
    } catch (IOException e) {
      LOG.debug("'{}' is not counted in advance", entry.name(), e);
    }
  }
}
