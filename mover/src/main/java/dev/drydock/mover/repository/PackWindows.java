// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import dev.drydock.mover.storage.FileType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Stretches of packs that were read lately from a distant store. Trees are small and lie beside
 * those that are wanted next; one request for each would be as many times the latency. Safe for use
 * by many threads.
 */
final class PackWindows {
  /** What a connection of 100 Mbit/s brings in as long as a request takes anyway. */
  private static final int WINDOW = 1 << 20;

  /** Longer than most blobs that begin in one window and end in the next. */
  private static final int OVERLAP = 64 << 10;

  private static final int MAX_WINDOWS = 12;

  private final Repository repository;
  private final Map<Key, CompletableFuture<byte[]>> windows =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, CompletableFuture<byte[]>> eldest) {
          return size() > MAX_WINDOWS;
        }
      };

  private record Key(Id pack, long number) {}

  PackWindows(Repository repository) {
    this.repository = repository;
  }

  /**
   * The sealed bytes of a blob.
   *
   * @return null if they have to be read by themselves: they are in no window, or it cannot be read
   */
  @Nullable ByteBuffer find(BlobLocation place) {
    PackEntry entry = place.entry();
    Key key = new Key(place.pack(), entry.offset() / WINDOW);
    long start = key.number * WINDOW;
    long end = Math.min(start + WINDOW + OVERLAP, repository.index().endOf(place.pack()));
    if (entry.offset() + entry.length() > end) {
      return null;
    }
    CompletableFuture<byte[]> mine = new CompletableFuture<>();
    CompletableFuture<byte[]> window;
    synchronized (windows) {
      window = windows.putIfAbsent(key, mine);
    }
    if (window == null) {
      window = mine;
      read(key, start, (int) (end - start), mine);
    }
    try {
      byte[] bytes = window.join();
      int offset = (int) (entry.offset() - start);
      // Of a pack that was being indexed, another thread may have known less.
      return offset + entry.length() > bytes.length
          ? null
          : ByteBuffer.wrap(bytes, offset, entry.length());
    } catch (CompletionException e) {
      return null;
    }
  }

  private void read(Key key, long start, int length, CompletableFuture<byte[]> window) {
    try {
      window.complete(
          SealedFiles.toArray(
              repository.storage().load(FileType.PACK, key.pack.hex(), start, length)));
    } catch (IOException | RuntimeException | Error e) {
      forget(key);
      window.completeExceptionally(e);
      if (e instanceof Error error) {
        throw error;
      }
    }
  }

  private void forget(Key key) {
    synchronized (windows) {
      windows.remove(key);
    }
  }

  /** What follows is read anew. */
  void clear() {
    synchronized (windows) {
      windows.clear();
    }
  }
}
