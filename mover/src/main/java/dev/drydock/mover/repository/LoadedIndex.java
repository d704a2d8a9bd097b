// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import dev.drydock.mover.storage.FileType;
import dev.drydock.mover.storage.Storage;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The index of a repository as this process knows it: read when it is needed first, and what was
 * added since when it may have changed. Safe for use by many threads.
 */
final class LoadedIndex {
  private final SealedFiles files;
  private final int connections;
  private final Set<Id> indexFiles = new HashSet<>();
  private BlobIndex index = new BlobIndex();
  private boolean loaded;
  private boolean overlap;
  private @Nullable ReuseAudit audit;

  /** An index that was not read yet; read with that many requests at once. */
  LoadedIndex(SealedFiles files, int connections) {
    this.files = files;
    this.connections = connections;
  }

  /** The index; read first if that is due. */
  synchronized BlobIndex get() {
    if (!loaded) {
      load();
      loaded = true;
    }
    return index;
  }

  /** What may be relied on of this index; looked at anew whenever it is read again. */
  synchronized ReuseAudit audit(Repository repository) {
    BlobIndex current = get();
    ReuseAudit known = audit;
    if (known == null) {
      known = new ReuseAudit(repository, current);
      audit = known;
    }
    return known;
  }

  /** Reads what was added at the next use. */
  synchronized void refresh() {
    loaded = false;
    audit = null;
  }

  /** Reads all of it again at the next use. */
  synchronized void forget() {
    start();
    refresh();
  }

  /** Whether several indexes name the same pack, as a prune that broke off leaves it. */
  synchronized boolean overlap() {
    return overlap;
  }

  /** The files that were read, or written by this process. */
  synchronized Set<Id> files() {
    return Set.copyOf(indexFiles);
  }

  /** Uses an index that was read from these files. */
  synchronized void adopt(BlobIndex read, Set<Id> from, boolean overlapping) {
    index = read;
    indexFiles.clear();
    indexFiles.addAll(from);
    overlap = overlapping;
    loaded = true;
    audit = null;
  }

  /** Remembers a file that this process wrote, of which the index knows everything already. */
  synchronized void written(Id file) {
    indexFiles.add(file);
  }

  private void load() {
    Set<Id> present = new HashSet<>(files.list(FileType.INDEX).keySet());
    for (Id known : indexFiles) {
      if (!present.contains(known) && files.exists(FileType.INDEX, known)) {
        present.add(known); // the listing is behind
      }
    }
    if (!present.containsAll(indexFiles)) {
      start();
    }
    Deque<Id> missing = new ArrayDeque<>(present);
    missing.removeAll(indexFiles);
    Map<Id, Future<byte @Nullable []>> ahead = new LinkedHashMap<>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      while (!missing.isEmpty() || !ahead.isEmpty()) {
        while (!missing.isEmpty() && ahead.size() < connections) {
          Id id = missing.removeFirst();
          ahead.put(id, executor.submit(() -> loadIndexFile(id)));
        }
        Id id = ahead.keySet().iterator().next();
        byte[] json = await(ahead.remove(id));
        if (json != null) {
          decode(id, json);
          indexFiles.add(id);
        }
      }
    }
  }

  private static <T extends @Nullable Object> T await(Future<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failures.cancelled(e);
    } catch (ExecutionException e) {
      throw Failures.rethrown(e);
    }
  }

  private void start() {
    index = new BlobIndex();
    indexFiles.clear();
    overlap = false;
  }

  private void decode(Id id, byte[] json) {
    try {
      IndexFile.decode(json, (pack, entries) -> overlap |= !index.add(pack, entries));
    } catch (IOException e) {
      throw Failures.corrupt("The index " + id + " is damaged: " + e.getMessage() + ".", e);
    }
  }

  /** An index; null if it was removed after it was listed, by a prune that others are at. */
  private byte @Nullable [] loadIndexFile(Id id) {
    try {
      return files.load(FileType.INDEX, id);
    } catch (Storage.NotFoundException e) {
      return null;
    }
  }
}
