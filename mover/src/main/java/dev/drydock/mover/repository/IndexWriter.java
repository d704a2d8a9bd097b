// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import dev.drydock.mover.storage.FileType;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes indexes of packs that were stored: of many at once, but not so late that much work would
 * be lost with this process. Safe for use by many threads.
 */
final class IndexWriter {
  private static final int MAX_BLOBS = 50_000;
  private static final Duration MAX_AGE = Duration.ofMinutes(10);

  private final Repository repository;
  private Map<Id, List<PackEntry>> packs = new LinkedHashMap<>();
  private int blobs;
  private Instant last;

  IndexWriter(Repository repository) {
    this.repository = repository;
    this.last = repository.options().clock().instant();
  }

  /** Adds a pack, which must be stored. */
  synchronized void add(Id pack, List<PackEntry> entries) {
    packs.put(pack, entries);
    blobs += entries.size();
  }

  /** Writes an index of the packs that have none yet, if there are many or they wait for long. */
  void writeIfDue() {
    write(false);
  }

  /** Writes an index of the packs that have none yet. */
  void write() {
    write(true);
  }

  private void write(boolean now) {
    Map<Id, List<PackEntry>> batch = take(now);
    if (!batch.isEmpty()) {
      repository.saveFile(FileType.INDEX, IndexFile.encode(batch));
    }
  }

  private synchronized Map<Id, List<PackEntry>> take(boolean now) {
    Instant time = repository.options().clock().instant();
    if (!now && blobs < MAX_BLOBS && !last.plus(MAX_AGE).isBefore(time)) {
      return Map.of();
    }
    Map<Id, List<PackEntry>> batch = packs;
    packs = new LinkedHashMap<>();
    blobs = 0;
    last = time;
    return batch;
  }
}
