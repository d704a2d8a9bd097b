// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.storage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A store that does not let go files of some types, as with a retention; all others go. */
public final class HoldingStorage extends ForwardingStorage {
  private final Set<String> held = ConcurrentHashMap.newKeySet();
  private final List<String> asked = new ArrayList<>();

  public HoldingStorage(Storage store) {
    super(store);
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
}
