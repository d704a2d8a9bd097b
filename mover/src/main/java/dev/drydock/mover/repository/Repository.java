// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import dev.drydock.mover.chunker.Chunker;
import dev.drydock.mover.crypto.MasterKey;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.memory.ArrayPool;
import dev.drydock.mover.storage.FileType;
import dev.drydock.mover.storage.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * An open repository. Safe for use by many threads.
 *
 * <p>All failures are {@link DrydockException}s: {@code RepositoryUnavailable} when the store does
 * not answer, {@code AccessDenied} when it refuses, {@code RepositoryCorrupt} when it returns
 * something else than what was written.
 */
public final class Repository implements AutoCloseable {
  private static final Duration LEFTOVER = Duration.ofDays(1);

  private final Storage storage;
  private final MasterKey key;
  private volatile Id keyId;
  private final Config config;
  private final RepositoryOptions options;
  private final SealedFiles files;
  private final Locks locks;
  private final Semaphore writerSlot = new Semaphore(1, true);
  private final LoadedIndex index;
  private final PackWindows windows = new PackWindows(this);

  Repository(Storage storage, Keys.Opened opened, Config config, RepositoryOptions options) {
    this.storage = storage;
    this.key = opened.key();
    this.keyId = Id.parse(opened.name());
    this.config = config;
    this.options = options;
    this.files = new SealedFiles(storage, key);
    this.index = new LoadedIndex(files, options.connections());
    this.locks = new Locks(storage, files, config.version() > 1, options);
  }

  /**
   * Makes a new repository of format version 2 with one key. When another process makes one at the
   * same time, both end with the same.
   *
   * @param storage where; closed by {@link #close}
   * @param password the password's bytes
   * @throws DrydockException {@code InvalidRequest} if there is a repository already
   */
  public static Repository create(Storage storage, byte[] password, RepositoryOptions options) {
    return RepositoryFactory.create(storage, password, options, Config.random());
  }

  /**
   * Makes a new repository that cuts content where another one does, so that what is copied from
   * there and what is backed up here share their data.
   *
   * @param storage where; closed by {@link #close}
   * @param password the password's bytes
   * @param model the other repository
   * @throws DrydockException {@code InvalidRequest} if there is a repository already
   */
  public static Repository createLike(
      Storage storage, byte[] password, RepositoryOptions options, Repository model) {
    Repository created =
        RepositoryFactory.create(storage, password, options, Config.like(model.config));
    if (!created.cutsLike(model)) {
      created.leaveStore();
      throw new DrydockException(
          FailureReason.InvalidRequest,
          "Another process created the repository at "
              + storage.location()
              + " at the same time, and it cuts content otherwise. Use it as it is, or choose"
              + " another place.");
    }
    return created;
  }

  /**
   * Removes keys that a creation left behind which was broken off before it wrote the config: those
   * made under this hostname, which no other living process may have, and those older than hours.
   *
   * @throws DrydockException {@code RepositoryUnavailable} if another process may be creating it
   */
  public static void removeKeysOfAbandonedCreation(Storage storage, RepositoryOptions options) {
    Keys.removeAbandoned(storage, options);
  }

  /**
   * Opens a repository of format version 1 or 2.
   *
   * @param storage where; closed by {@link #close}
   * @param password the password's bytes
   * @throws DrydockException {@code RepositoryNotFound} if there is none, {@code WrongPassword} if
   *     no key opens with the password, {@code RepositoryUnsupported} if the format is unknown
   */
  public static Repository open(Storage storage, byte[] password, RepositoryOptions options) {
    return RepositoryFactory.open(storage, password, options);
  }

  /** Its id, 64 hexadecimal digits. */
  public String id() {
    return config.id();
  }

  /** Its format version, 1 or 2. */
  public int version() {
    return config.version();
  }

  /** Where it is, for messages. */
  public String location() {
    return storage.location();
  }

  /** How it is used. */
  public RepositoryOptions options() {
    return options;
  }

  /** Whether this one cuts content where another one does. */
  public boolean cutsLike(Repository other) {
    return config.polynomialBits() == other.config.polynomialBits();
  }

  /** A new chunker that cuts as this repository wants it. */
  public Chunker chunker() {
    return new Chunker(config.polynomialBits());
  }

  /**
   * Takes a lock, or one more hold on the lock of the same mode that this object holds already.
   * Every operation of {@code dev.drydock.mover.snapshot} takes the lock it needs by itself; hold
   * one around several operations to keep others from coming between. An exclusive lock counts as a
   * shared one as well.
   *
   * @throws DrydockException {@code RepositoryLocked} if a conflicting lock is there and stays for
   *     longer than the options allow to wait; the message says whose it is and what to do
   */
  public RepositoryLock lock(LockMode mode) {
    if (locks.acquire(mode)) {
      // What was known of the index may have been changed by others before.
      index.refresh();
      windows.clear();
    }
    return new RepositoryLock(locks);
  }

  /**
   * Removes locks that nobody can hold any more: those of any host that were not refreshed for 30
   * minutes, and those of this hostname that were not for 15, or whose process does not run on this
   * host.
   *
   * @param all true: removes all locks, also of operations that are running
   * @return number of locks removed
   */
  public int unlock(boolean all) {
    return locks.unlock(all);
  }

  /**
   * Removes locks that carry this hostname, whatever their age. Only for who has a hostname that no
   * process has that may still be running.
   *
   * @return number of locks removed
   */
  public int removeLocksOfPredecessors() {
    return locks.removePredecessors();
  }

  /** Fails unless a lock is held, was refreshed in time, and nobody has removed it. */
  public void verifyLocked() {
    locks.verifyPresent();
  }

  /** The index, read again when a lock was taken since it was read last. */
  public BlobIndex index() {
    return index.get();
  }

  /** Reads the index again at the next use. */
  public void refreshIndex() {
    index.refresh();
  }

  /** The content of a blob, compared with its hash. */
  public byte[] loadBlob(BlobType type, Id id) {
    return new BlobReader(this).load(type, id);
  }

  /**
   * Begins to write blobs; needs a lock. There is one writer at a time: a second caller waits until
   * the first one closes its, for what it wrote is no use to others before it is flushed.
   */
  public BlobWriter writer() {
    return writer(false);
  }

  /**
   * Begins to write blobs as {@link #writer} does, but trusts the index less: what packs that are
   * missing or have the wrong size should hold is stored again, and trees, which are small, are
   * read and compared with their hashes before they are relied on.
   */
  public BlobWriter auditingWriter() {
    return writer(true);
  }

  private BlobWriter writer(boolean audits) {
    locks.verifyHeld();
    try {
      writerSlot.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failures.cancelled(e);
    }
    try {
      return new BlobWriter(this, audits ? index.audit(this) : null);
    } catch (RuntimeException e) {
      writerSlot.release();
      throw e;
    }
  }

  /** Called by the writer when it is closed. */
  void writerClosed(boolean flushed) {
    if (!flushed) {
      // The index in memory may name packs that no index in the store names.
      index.forget();
    }
    writerSlot.release();
  }

  /** Reads the whole index again at the next use. */
  void forgetIndex() {
    index.forget();
  }

  /** Whether several indexes name the same pack, as a prune that broke off leaves it. */
  boolean indexesOverlap() {
    return index.overlap();
  }

  /** The index files that were read or written. */
  Set<Id> indexFiles() {
    return index.files();
  }

  /**
   * Sizes of all packs, those in the index included that a listing may not show yet. Looks for the
   * packs of the index one by one where only some are missing.
   */
  public Map<Id, Long> packSizes() {
    return new StaleListings(this).packSizes();
  }

  /** Uses an index that was read from these files. */
  void adoptIndex(BlobIndex read, Set<Id> files, boolean overlap) {
    index.adopt(read, files, overlap);
  }

  /** Sizes of all files of a type by id. */
  public Map<Id, Long> list(FileType type) {
    return files.list(type);
  }

  /**
   * The JSON of a file.
   *
   * @throws Storage.NotFoundException if there is none
   */
  public byte[] loadFile(FileType type, Id id) throws Storage.NotFoundException {
    return files.load(type, id);
  }

  /**
   * Writes a file under a lock and returns the id that it got. A snapshot makes final what was
   * written before, so the lock must have protected that all the time.
   */
  public Id saveFile(FileType type, byte[] json) {
    if (type == FileType.SNAPSHOT) {
      locks.verifyPresent();
    } else {
      locks.verifyHeld();
    }
    Id id = files.save(type, json, packed(), options.compressionLevel());
    if (type == FileType.INDEX) {
      index.written(id);
    }
    return id;
  }

  /** Removes files under an exclusive lock, which must still be there and be the only one. */
  public void removeFiles(FileType type, Collection<Id> ids) {
    locks.verifyAlone();
    files.remove(type, ids);
  }

  /**
   * Removes, under an exclusive lock, those files that the store lets go.
   *
   * @return the others, which a retention or a missing right keeps
   */
  public HeldFiles removeAllowed(FileType type, Collection<Id> ids) {
    locks.verifyAlone();
    return files.removeAllowed(type, ids);
  }

  /** Removes what writers that were killed a day ago or earlier left in the store. */
  void removeLeftovers() {
    locks.verifyAlone();
    try {
      storage.removeLeftovers(options.clock().instant().minus(LEFTOVER));
    } catch (IOException e) {
      throw Failures.of("remove what writers left behind", storage, e);
    }
  }

  /** Ends all that this does by itself, but leaves the store open for another repository. */
  void leaveStore() {
    locks.close();
  }

  /** Gives up the lock and closes the store. */
  @Override
  public void close() {
    leaveStore();
    storage.close();
  }

  Storage storage() {
    return storage;
  }

  MasterKey key() {
    return key;
  }

  /** The sealed bytes of a blob, in a stretch that is kept for a while; null: read it by itself. */
  @Nullable ByteBuffer near(BlobLocation place) {
    return storage.isDistant() ? windows.find(place) : null;
  }

  /** Whether each request to its store takes a while. */
  public boolean isDistant() {
    return storage.isDistant();
  }

  /** Large arrays for what reads and writes blobs. */
  public ArrayPool arrays() {
    return ArrayPool.shared();
  }

  /** Name of the key that this was opened with. */
  Id keyId() {
    return keyId;
  }

  /** From now on, another key of the same master key counts as the one in use. */
  void useKey(Id id) {
    keyId = id;
  }

  boolean packed() {
    return config.version() > 1;
  }
}
