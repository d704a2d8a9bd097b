// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import dev.drydock.mover.repository.BlobType;
import dev.drydock.mover.repository.BlobWriter;
import dev.drydock.mover.repository.Id;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Counts what a backup does. Safe for use by many threads. */
final class BackupCounters {
  private final LongAdder filesNew = new LongAdder();
  private final LongAdder filesChanged = new LongAdder();
  private final LongAdder filesUnmodified = new LongAdder();
  private final LongAdder dirsNew = new LongAdder();
  private final LongAdder dirsChanged = new LongAdder();
  private final LongAdder dirsUnmodified = new LongAdder();
  private final LongAdder dataBlobs = new LongAdder();
  private final LongAdder treeBlobs = new LongAdder();
  private final LongAdder added = new LongAdder();
  private final LongAdder addedPacked = new LongAdder();
  private final LongAdder bytes = new LongAdder();

  void blob(BlobType type, int length, BlobWriter.Saved saved) {
    if (saved.added()) {
      (type == BlobType.DATA ? dataBlobs : treeBlobs).increment();
      added.add(length);
      addedPacked.add(saved.storedBytes());
    }
  }

  void file(@Nullable Node before, List<Id> content, long size) {
    bytes.add(size);
    if (before == null || before.type() != NodeType.FILE) {
      filesNew.increment();
    } else if (content.equals(before.content())) {
      filesUnmodified.increment();
    } else {
      filesChanged.increment();
    }
  }

  void directory(@Nullable Node before, Id subtree) {
    if (before == null || before.type() != NodeType.DIRECTORY) {
      dirsNew.increment();
    } else if (Objects.equals(before.subtree(), subtree)) {
      dirsUnmodified.increment();
    } else {
      dirsChanged.increment();
    }
  }

  SnapshotSummary summary(Instant start, Instant end) {
    return new SnapshotSummary(
        start,
        end,
        filesNew.sum(),
        filesChanged.sum(),
        filesUnmodified.sum(),
        dirsNew.sum(),
        dirsChanged.sum(),
        dirsUnmodified.sum(),
        dataBlobs.sum(),
        treeBlobs.sum(),
        added.sum(),
        addedPacked.sum(),
        filesNew.sum() + filesChanged.sum() + filesUnmodified.sum(),
        bytes.sum());
  }
}
