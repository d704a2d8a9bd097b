// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A store whose listings can be behind, as some with many replicas are; its reads never are. */
public final class StaleStorage implements Storage {
  private final Storage store;
  private final Map<FileType, Map<String, Long>> past = new EnumMap<>(FileType.class);
  private final Map<FileType, Integer> listings = new EnumMap<>(FileType.class);

  public StaleStorage(Storage store) {
    this.store = store;
  }

  /** The next so many listings of a type show what there is now, whatever happens until then. */
  public synchronized void freeze(FileType type, int times) throws IOException {
    past.put(type, store.list(type));
    listings.put(type, times);
  }

  /** The next so many listings of a type do not show these files. */
  public synchronized void hide(FileType type, Set<String> names, int times) throws IOException {
    Map<String, Long> shown = new HashMap<>(store.list(type));
    shown.keySet().removeAll(names);
    past.put(type, shown);
    listings.put(type, times);
  }

  @Override
  public synchronized Map<String, Long> list(FileType type) throws IOException {
    int left = listings.getOrDefault(type, 0);
    listings.put(type, Math.max(0, left - 1));
    return left > 0 ? past.getOrDefault(type, Map.of()) : store.list(type);
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
  public void remove(FileType type, Collection<String> names) throws IOException {
    store.remove(type, names);
  }

  @Override
  public void close() {}
}
