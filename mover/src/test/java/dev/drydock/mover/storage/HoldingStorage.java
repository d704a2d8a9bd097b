// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A store that does not let go files of some types, as with a retention; all others go. */
public final class HoldingStorage implements Storage {
  private final Storage store;
  private final Set<String> held = ConcurrentHashMap.newKeySet();
  private final List<String> asked = new ArrayList<>();

  public HoldingStorage(Storage store) {
    this.store = store;
  }

  /** Holds these files. */
  public void hold(Collection<String> names) {
    held.addAll(names);
  }

  /** Lets all go. */
  public void release() {
    held.clear();
  }

  /** Names of files that were to be removed, as often as they were. */
  public synchronized List<String> asked() {
    return List.copyOf(asked);
  }

  @Override
  public void remove(FileType type, Collection<String> names) throws IOException {
    synchronized (this) {
      asked.addAll(names);
    }
    store.remove(type, names.stream().filter(name -> !held.contains(name)).toList());
    List<String> left = names.stream().filter(held::contains).toList();
    if (!left.isEmpty()) {
      throw new HeldException(left.size() + " files are held", left, null);
    }
  }

  @Override
  public String location() {
    return store.location();
  }

  @Override
  public void create() throws IOException {
    store.create();
  }

  @Override
  public void save(FileType type, String name, List<ByteBuffer> content) throws IOException {
    store.save(type, name, content);
  }

  @Override
  public ByteBuffer load(FileType type, String name, long offset, int length) throws IOException {
    return store.load(type, name, offset, length);
  }

  @Override
  public long size(FileType type, String name) throws IOException {
    return store.size(type, name);
  }

  @Override
  public Map<String, Long> list(FileType type) throws IOException {
    return store.list(type);
  }

  @Override
  public void close() {}
}
