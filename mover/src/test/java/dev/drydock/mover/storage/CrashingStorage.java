// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * A store whose process dies at some operation, after which nothing works any more. A removal of
 * several files may be cut short in the middle: each file counts as one change. Files are saved one
 * after the other, so that nothing changes any more once it is dead.
 */
public final class CrashingStorage implements Storage {
  private final Storage store;
  private final Death death;
  private final Wreck wreck;

  /** When in an operation the process dies. */
  public enum Moment {
    /** Instead of a change. */
    BEFORE,
    /** When some bytes of a file have been written; for a removal, as before it. */
    HALF_WAY,
    /** When a change is done, but nobody was told. */
    AFTER,
    /** Instead of an operation that only reads. To die after one is to die before the next one. */
    READING
  }

  /** What is left of a file on whose way the process dies. By itself, nothing. */
  public interface Wreck {
    /** Leaves what is there when some of the bytes are written. */
    default void halfWay(FileType type, String name, List<ByteBuffer> content) throws IOException {}

    /** Leaves what is there, beside the file, when it has got its name. */
    default void justDone(FileType type, String name) throws IOException {}
  }

  /** The one death of a process, whatever stores it works on. */
  public static final class Death {
    private final Moment moment;
    private final int after;
    private int changes;
    private int reads;
    private boolean dead;
    private boolean saving;

    /** Dies at a moment of the operation, a change or one that reads, after so many of its kind. */
    public Death(Moment moment, int after) {
      this.moment = moment;
      this.after = after;
    }

    /** Lives. */
    public static Death never() {
      return new Death(Moment.BEFORE, Integer.MAX_VALUE);
    }

    /** Whether it died. */
    public synchronized boolean happened() {
      return dead;
    }

    /** Whether it died at the saving of a file. */
    public synchronized boolean wasSaving() {
      return dead && saving;
    }

    /** How many changes there were. */
    public synchronized int changes() {
      return changes;
    }

    /** How many operations there were that only read. */
    public synchronized int reads() {
      return reads;
    }

    private void read() throws StorageException {
      if (moment == Moment.READING && reads == after) {
        dead = true;
      }
      alive();
      reads++;
    }

    /** Whether to die at this change. */
    private boolean isReached(boolean save) {
      boolean reached = moment != Moment.READING && changes == after;
      changes++;
      if (reached) {
        dead = true;
        saving = save;
      }
      return reached;
    }

    private void alive() throws StorageException {
      if (dead) {
        throw new StorageException("dead", false, null);
      }
    }
  }

  /** Dies instead of making the change after so many. */
  public CrashingStorage(Storage store, int changes) {
    this(store, new Death(Moment.BEFORE, changes), new Wreck() {});
  }

  /** Dies a death, and leaves a wreck. */
  public CrashingStorage(Storage store, Death death, Wreck wreck) {
    this.store = store;
    this.death = death;
    this.wreck = wreck;
  }

  /** Whether it died. */
  public boolean isDead() {
    return death.happened();
  }

  @Override
  public String location() {
    return store.location();
  }

  @Override
  public void create() throws IOException {
    read();
    store.create();
  }

  @Override
  public void save(FileType type, String name, List<ByteBuffer> content) throws IOException {
    synchronized (death) {
      death.alive();
      if (!death.isReached(true)) {
        store.save(type, name, content);
        return;
      }
      switch (death.moment) {
        case BEFORE, READING -> {}
        case HALF_WAY -> wreck.halfWay(type, name, content);
        case AFTER -> {
          store.save(type, name, content);
          wreck.justDone(type, name);
        }
      }
      death.alive();
    }
  }

  @Override
  public ByteBuffer load(FileType type, String name, long offset, int length) throws IOException {
    read();
    return store.load(type, name, offset, length);
  }

  @Override
  public long size(FileType type, String name) throws IOException {
    read();
    return store.size(type, name);
  }

  @Override
  public Map<String, Long> list(FileType type) throws IOException {
    read();
    return store.list(type);
  }

  @Override
  public void remove(FileType type, Collection<String> names) throws IOException {
    synchronized (death) {
      for (String name : names) {
        death.alive();
        boolean last = death.isReached(false);
        if (!last || death.moment == Moment.AFTER) {
          store.remove(type, List.of(name));
        }
        death.alive();
      }
    }
  }

  @Override
  public void removeLeftovers(java.time.Instant before) throws IOException {
    read();
    store.removeLeftovers(before);
  }

  @Override
  public void close() {}

  private void read() throws IOException {
    synchronized (death) {
      death.read();
    }
  }
}
