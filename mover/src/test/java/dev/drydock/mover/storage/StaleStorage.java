// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.storage;

import java.io.IOException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** A store whose listings can be behind, as some with many replicas are; its reads never are. */
public final class StaleStorage extends ForwardingStorage {
  private final Map<FileType, Map<String, Long>> past = new EnumMap<>(FileType.class);
  private final Map<FileType, Integer> listings = new EnumMap<>(FileType.class);

  public StaleStorage(Storage store) {
    super(store);
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
}
