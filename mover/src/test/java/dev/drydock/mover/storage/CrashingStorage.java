// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * A store whose process dies: after a number of changes, nothing works any more. A removal of
 * several files may be cut short in the middle, each file counts as one change.
 */
public final class CrashingStorage implements Storage {
  private final Storage store;
  private int changesLeft;

  /** Dies instead of making the change after so many. */
  public CrashingStorage(Storage store, int changesLeft) {
    this.store = store;
    this.changesLeft = changesLeft;
  }

  /** Whether it died. */
  public synchronized boolean isDead() {
    return changesLeft < 0;
  }

  @Override
  public String location() {
    return store.location();
  }

  @Override
  public void create() throws IOException {
    alive();
    store.create();
  }

  @Override
  public void save(FileType type, String name, List<ByteBuffer> content) throws IOException {
    change();
    store.save(type, name, content);
  }

  @Override
  public ByteBuffer load(FileType type, String name, long offset, int length) throws IOException {
    alive();
    return store.load(type, name, offset, length);
  }

  @Override
  public long size(FileType type, String name) throws IOException {
    alive();
    return store.size(type, name);
  }

  @Override
  public Map<String, Long> list(FileType type) throws IOException {
    alive();
    return store.list(type);
  }

  @Override
  public void remove(FileType type, Collection<String> names) throws IOException {
    for (String name : names) {
      change();
      store.remove(type, List.of(name));
    }
  }

  @Override
  public void close() {}

  private synchronized void change() throws IOException {
    if (changesLeft >= 0) {
      changesLeft--;
    }
    alive();
  }

  private synchronized void alive() throws IOException {
    if (changesLeft < 0) {
      throw new StorageException("dead", false, null);
    }
  }
}
