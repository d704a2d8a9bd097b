// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.storage.FileType;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Adds blobs to a repository: each one once, packed with others of its type, packs uploaded by
 * several threads at once but no more bytes than allowed. Nothing is found by others before {@link
 * #flush} returns. Safe for use by many threads.
 *
 * <p>A blob belongs to the first who saves it; who comes second gets its id at once and relies on
 * {@code flush}, which fails if any upload failed.
 */
public final class BlobWriter implements AutoCloseable {
  private static final int INDEX_BLOBS = 50_000;
  private static final Duration INDEX_AGE = Duration.ofMinutes(10);
  private static final int UNIT = 1 << 16;

  private final Repository repository;
  private final BlobIndex index;
  private final Map<BlobType, PackBuilder> open = new EnumMap<>(BlobType.class);
  private final Set<Key> claimed = ConcurrentHashMap.newKeySet();
  private final ExecutorService uploads = Executors.newVirtualThreadPerTaskExecutor();
  private final Phaser running = new Phaser(1);
  private final Semaphore room;
  private final int roomUnits;
  private final Map<Id, List<PackEntry>> unindexed = new LinkedHashMap<>();
  private final AtomicLong storedBytes = new AtomicLong();
  private int unindexedBlobs;
  private Instant lastIndex;
  private volatile @Nullable DrydockException failure;
  private volatile boolean flushed = true;
  private boolean closed;

  private record Key(BlobType type, Id id) {}

  /**
   * What saving a blob did.
   *
   * @param id its id
   * @param added whether it was not there before
   * @param storedBytes bytes by which packs became longer
   */
  public record Saved(Id id, boolean added, int storedBytes) {}

  BlobWriter(Repository repository) {
    this.repository = repository;
    this.index = repository.index();
    this.roomUnits = (int) Math.clamp(repository.options().uploadBytes() / UNIT, 1, 1 << 20);
    this.room = new Semaphore(roomUnits);
    this.lastIndex = repository.options().clock().instant();
  }

  /**
   * Saves a blob, unless it is there.
   *
   * @param content its content; must not change any more
   */
  public Saved save(BlobType type, byte[] content) {
    Id id = Id.hash(content);
    if (!claim(type, id)) {
      return new Saved(id, false, 0);
    }
    return new Saved(id, true, store(type, id, content));
  }

  /** Compresses, seals and adds a blob; returns by how much its pack becomes longer. */
  private int store(BlobType type, Id id, byte[] content) {
    byte @Nullable [] packed = null;
    if (repository.packed()) {
      int level = repository.options().compressionLevel();
      packed =
          type == BlobType.TREE
              ? Compression.compress(content, level)
              : Compression.compressIfSmaller(content, level);
    }
    byte[] sealed = repository.key().seal(packed == null ? content : packed);
    int plainLength = packed == null ? 0 : content.length;
    add(type, id, sealed, plainLength);
    return sealed.length + (plainLength == 0 ? 37 : 41);
  }

  /**
   * Copies a blob from another pack of this repository as it is, sealed; it is opened and compared
   * with its hash before it is stored.
   */
  void copy(PackEntry entry, byte[] sealed) {
    if (claimed.add(new Key(entry.type(), entry.id()))) {
      add(entry.type(), entry.id(), sealed, entry.plainLength());
    }
  }

  /** Saves a blob, of which the packs that have it are to be removed. */
  void saveAgain(BlobType type, Id id, byte[] content) {
    if (claimed.add(new Key(type, id))) {
      store(type, id, content);
    }
  }

  /** Size of all packs stored so far. */
  long storedBytes() {
    return storedBytes.get();
  }

  /** Stores all that was saved, and then the index of it. */
  public void flush() {
    List<PackBuilder> last;
    synchronized (open) {
      last = new ArrayList<>(open.values());
      open.clear();
    }
    for (PackBuilder pack : last) {
      if (!pack.isEmpty()) {
        upload(pack);
      }
    }
    try {
      running.awaitAdvanceInterruptibly(running.arrive());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failures.cancelled(e);
    }
    rethrow();
    writeIndex(true);
    flushed = true;
  }

  /** Stops uploads. What was not flushed is lost, or left as packs that nothing refers to. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    uploads.shutdownNow();
    boolean interrupted = false;
    while (true) {
      try {
        if (uploads.awaitTermination(1, TimeUnit.HOURS)) {
          break;
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    repository.writerClosed(flushed);
  }

  private boolean claim(BlobType type, Id id) {
    if (index.contains(type, id)) {
      return false;
    }
    return claimed.add(new Key(type, id)) && !indexedMeanwhile(type, id);
  }

  /** A pack is first put into the index, then its claims are given up; so look once more. */
  private boolean indexedMeanwhile(BlobType type, Id id) {
    boolean indexed = index.contains(type, id);
    if (indexed) {
      claimed.remove(new Key(type, id));
    }
    return indexed;
  }

  private void add(BlobType type, Id id, byte[] sealed, int plainLength) {
    rethrow();
    flushed = false;
    PackBuilder full = null;
    synchronized (open) {
      PackBuilder pack = open.computeIfAbsent(type, unused -> new PackBuilder());
      pack.add(type, id, sealed, plainLength);
      if (pack.isFull(repository.options().packSize())) {
        full = open.remove(type);
      }
    }
    if (full != null) {
      upload(full);
    }
  }

  private void upload(PackBuilder builder) {
    PackBuilder.Finished pack = builder.finish(repository);
    int units = (int) Math.clamp((pack.size() + UNIT - 1) / UNIT, 1, roomUnits);
    try {
      room.acquire(units);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failures.cancelled(e);
    }
    running.register();
    uploads.execute(
        () -> {
          try {
            store(pack);
          } catch (DrydockException e) {
            failure = e;
          } catch (RuntimeException | Error e) {
            failure =
                new DrydockException(
                    FailureReason.InternalError, "A pack could not be stored: " + e, e);
          } finally {
            room.release(units);
            running.arriveAndDeregister();
          }
        });
  }

  private void store(PackBuilder.Finished pack) {
    try {
      repository.storage().save(FileType.PACK, pack.id().hex(), pack.content());
    } catch (IOException e) {
      throw Failures.of("write the pack " + pack.id(), repository.storage(), e);
    }
    storedBytes.addAndGet(pack.size());
    index.add(pack.id(), pack.entries());
    for (PackEntry entry : pack.entries()) {
      claimed.remove(new Key(entry.type(), entry.id()));
    }
    synchronized (unindexed) {
      unindexed.put(pack.id(), pack.entries());
      unindexedBlobs += pack.entries().size();
    }
    writeIndex(false);
  }

  /** Writes an index of the packs that have none yet, if that is due. */
  private void writeIndex(boolean now) {
    Map<Id, List<PackEntry>> batch;
    synchronized (unindexed) {
      Instant time = repository.options().clock().instant();
      boolean due =
          now || unindexedBlobs >= INDEX_BLOBS || lastIndex.plus(INDEX_AGE).isBefore(time);
      if (!due || unindexed.isEmpty()) {
        return;
      }
      batch = new LinkedHashMap<>(unindexed);
      unindexed.clear();
      unindexedBlobs = 0;
      lastIndex = time;
    }
    repository.saveFile(FileType.INDEX, IndexFile.encode(batch));
  }

  private void rethrow() {
    DrydockException first = failure;
    if (first != null) {
      throw new DrydockException(first.reason(), String.valueOf(first.getMessage()), first);
    }
  }
}
