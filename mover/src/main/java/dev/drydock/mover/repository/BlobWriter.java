// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import dev.drydock.mover.crypto.MasterKey;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.storage.FileType;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Adds blobs to a repository: each one once, packed with others of its type, packs uploaded by
 * several threads at once but no more bytes than allowed. Nothing is found by others before {@link
 * #flush} returns. Safe for use by many threads.
 *
 * <p>A blob belongs to the first who saves it; who comes second gets its id at once and relies on
 * {@code flush}, which waits for all who are saving and fails if any of them, or any upload,
 * failed.
 */
public final class BlobWriter implements AutoCloseable {
  private static final int PLAIN_ENTRY = 37;
  private static final int COMPRESSED_ENTRY = 41;

  private final Repository repository;
  private final BlobIndex index;
  private final @Nullable ReuseAudit audit;
  private final Map<BlobType, OpenPack> open = new EnumMap<>(BlobType.class);
  private final Set<Key> claimed = ConcurrentHashMap.newKeySet();
  private final ExecutorService uploads = Executors.newVirtualThreadPerTaskExecutor();
  private final Phaser saving = new Phaser(1);
  private final Phaser running = new Phaser(1);
  private final Semaphore room;
  private final IndexWriter indexes;
  private final AtomicLong storedBytes = new AtomicLong();
  private final AtomicReference<@Nullable DrydockException> failure = new AtomicReference<>();
  private volatile boolean flushed = true;
  private boolean closed;

  private record Key(BlobType type, Id id) {}

  /** The pack of a type that is being filled; its lock is held while room for one is awaited. */
  private static final class OpenPack {
    @Nullable PackBuilder pack;
  }

  /**
   * What saving a blob did.
   *
   * @param id its id
   * @param added whether it was not there before
   * @param storedBytes bytes by which packs became longer
   */
  public record Saved(Id id, boolean added, int storedBytes) {}

  /**
   * Writes to a repository.
   *
   * @param audit tells what there is may be relied on; null: all
   */
  BlobWriter(Repository repository, @Nullable ReuseAudit audit) {
    this.repository = repository;
    this.index = repository.index();
    this.audit = audit;
    for (BlobType type : BlobType.values()) {
      open.put(type, new OpenPack());
    }
    RepositoryOptions options = repository.options();
    // One open pack of each type fits in always, so that whoever waits waits for an upload.
    long bytes = options.uploadBytes() * (repository.storage().isDistant() ? 2 : 1);
    this.room =
        new Semaphore(open.size() + (int) Math.clamp(bytes / options.packSize(), 1, 1 << 20));
    this.indexes = new IndexWriter(repository);
  }

  /** Saves a blob, unless it is there. */
  public Saved save(BlobType type, byte[] content) {
    return save(type, content, 0, content.length);
  }

  /**
   * Saves a blob, unless it is there.
   *
   * @param content has its content, which must not change before this returns
   */
  public Saved save(BlobType type, byte[] content, int offset, int length) {
    Id id = Id.hash(content, offset, length);
    return delivering(
        () ->
            claim(type, id)
                ? new Saved(id, true, store(type, id, content, offset, length))
                : new Saved(id, false, 0));
  }

  /** Compresses, seals and adds a blob; returns by how much its pack becomes longer. */
  private int store(BlobType type, Id id, byte[] content, int offset, int length) {
    if (!repository.packed()) {
      return seal(type, id, content, offset, length, 0);
    }
    int level = repository.options().compressionLevel();
    try (Compression.Compressor compressor = Compression.compressor()) {
      int packed =
          type == BlobType.TREE
              ? compressor.compress(content, offset, length, level)
              : compressor.compressIfSmaller(content, offset, length, level);
      return packed == 0
          ? seal(type, id, content, offset, length, 0)
          : seal(type, id, compressor.output(), 0, packed, length);
    }
  }

  /** Seals a blob right into its pack; returns by how much that becomes longer. */
  private int seal(BlobType type, Id id, byte[] bytes, int offset, int length, int plainLength) {
    PackEntry blob = new PackEntry(type, id, 0, length + MasterKey.OVERHEAD, plainLength);
    return add(
        blob,
        place -> {
          repository.key().seal(bytes, offset, length, place.bytes(), place.offset());
          BlobReader.verify(repository, blob, place.bytes(), place.offset());
        });
  }

  /**
   * Copies a blob from another pack of this repository as it is, sealed; the caller has compared it
   * with its hash, and here it is compared with that.
   */
  void copy(PackEntry entry, byte[] sealed, int offset) {
    delivering(
        () -> {
          if (claimed.add(new Key(entry.type(), entry.id()))) {
            int end = offset + entry.length();
            add(
                entry,
                place -> {
                  byte[] to = place.bytes();
                  int toEnd = place.offset() + entry.length();
                  System.arraycopy(sealed, offset, to, place.offset(), entry.length());
                  if (!Arrays.equals(sealed, offset, end, to, place.offset(), toEnd)) {
                    throw new IOException("the blob " + entry.id() + " was not copied as it is");
                  }
                });
          }
          return true;
        });
  }

  /** Whether blobs may be stored compressed. */
  boolean compresses() {
    return repository.packed();
  }

  /**
   * Saves a blob of another repository, unless it is there, compressed as it was there.
   *
   * @param frame its content, compressed
   * @param plainLength bytes of its content
   */
  Saved saveFrame(BlobType type, Id id, byte[] frame, int plainLength) {
    return delivering(
        () -> {
          if (!claim(type, id)) {
            return new Saved(id, false, 0);
          }
          return new Saved(id, true, seal(type, id, frame, 0, frame.length, plainLength));
        });
  }

  /** Saves a blob, of which the packs that have it are to be removed. */
  void saveAgain(BlobType type, Id id, byte[] content) {
    delivering(
        () -> {
          if (claimed.add(new Key(type, id))) {
            store(type, id, content, 0, content.length);
          }
          return true;
        });
  }

  /** Others rely on what is claimed: whatever keeps it from its upload fails the flush. */
  private <T> T delivering(Supplier<T> save) {
    saving.register();
    try {
      return save.get();
    } catch (RuntimeException | Error e) {
      fail(e);
      throw e;
    } finally {
      saving.arriveAndDeregister();
    }
  }

  /** Size of all packs stored so far. */
  long storedBytes() {
    return storedBytes.get();
  }

  /** Stores all that was saved, and then the index of it. */
  public void flush() {
    await(saving);
    rethrow();
    for (OpenPack slot : open.values()) {
      PackBuilder last;
      synchronized (slot) {
        last = slot.pack;
        slot.pack = null;
      }
      if (last != null && last.complete()) {
        upload(last);
      }
    }
    await(running);
    rethrow();
    indexes.write();
    flushed = true;
  }

  private static void await(Phaser tasks) {
    try {
      tasks.awaitAdvanceInterruptibly(tasks.arrive());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failures.cancelled(e);
    }
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
    if (audit == null ? index.contains(type, id) : audit.isSound(type, id)) {
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

  /**
   * Writes the sealed bytes of a blob to their place, and makes sure that they are there and can be
   * read back; fails otherwise.
   */
  private interface Writing {
    void to(PackBuilder.Place place) throws IOException;
  }

  /**
   * Adds a blob, only if it can be read back, so that a fault of this machine does not become a
   * fault of the backup. Returns by how much its pack becomes longer.
   */
  private int add(PackEntry blob, Writing writing) {
    rethrow();
    flushed = false;
    PackBuilder.Place place = takePlace(blob);
    boolean whole = false;
    try {
      writing.to(place);
      whole = true;
    } catch (IOException e) {
      throw Failures.corrupt(
          "A blob could not be read back before it was stored ("
              + e.getMessage()
              + "). Check the memory and the processor of this machine.",
          e);
    } finally {
      if (place.pack().written(whole)) {
        uploadUnlessBroken(place.pack());
      }
    }
    return blob.length() + (blob.plainLength() == 0 ? PLAIN_ENTRY : COMPRESSED_ENTRY);
  }

  private PackBuilder.Place takePlace(PackEntry blob) {
    OpenPack slot = Objects.requireNonNull(open.get(blob.type()));
    synchronized (slot) {
      PackBuilder pack = slot.pack;
      if (pack == null) {
        awaitRoom();
        pack = new PackBuilder(repository.arrays());
        slot.pack = pack;
      }
      PackBuilder.Place place = pack.add(blob.type(), blob.id(), blob.length(), blob.plainLength());
      if (pack.isFull(repository.options().packSize())) {
        pack.complete();
        slot.pack = null;
      }
      return place;
    }
  }

  private void uploadUnlessBroken(PackBuilder pack) {
    if (pack.isBroken()) {
      room.release(); // what broke it fails the flush
    } else {
      upload(pack);
    }
  }

  private void awaitRoom() {
    try {
      room.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failures.cancelled(e);
    }
    rethrow();
  }

  /** Hands a pack, which has room, to the threads that upload; what keeps it back is a failure. */
  private void upload(PackBuilder builder) {
    running.register();
    boolean handedOver = false;
    try {
      PackBuilder.Finished pack = builder.finish(repository);
      uploads.execute(() -> deliver(builder, pack));
      handedOver = true;
    } catch (RuntimeException | Error e) {
      fail(e);
      throw e;
    } finally {
      if (!handedOver) {
        delivered();
      }
    }
  }

  private void deliver(PackBuilder builder, PackBuilder.Finished pack) {
    try {
      store(pack);
      builder.release();
    } catch (RuntimeException | Error e) {
      fail(e);
    } finally {
      delivered();
    }
  }

  private void delivered() {
    room.release();
    running.arriveAndDeregister();
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
    indexes.add(pack.id(), pack.entries());
    indexes.writeIfDue();
  }

  private void fail(Throwable e) {
    failure.compareAndSet(
        null,
        e instanceof DrydockException known
            ? known
            : new DrydockException(
                FailureReason.InternalError, "A pack could not be stored: " + e, e));
  }

  private void rethrow() {
    DrydockException first = failure.get();
    if (first != null) {
      throw new DrydockException(first.reason(), String.valueOf(first.getMessage()), first);
    }
  }
}
