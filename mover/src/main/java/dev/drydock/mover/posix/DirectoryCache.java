// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.posix;

import dev.drydock.mover.snapshot.SnapshotPath;
import java.io.Closeable;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Keeps the directories of a tree open that are in use or were lately, each opened from within its
 * parent, so that no link in a path is ever followed. Safe for use by many threads.
 */
public final class DirectoryCache implements Closeable {
  private static final int IDLE = 128;

  private final DirectoryHandle root;
  private final Map<SnapshotPath, Entry> entries = new LinkedHashMap<>(64, 0.75f, true);

  /** Directories below {@code root}, which is closed with this. */
  public DirectoryCache(DirectoryHandle root) {
    this.root = root;
  }

  /** Opens a directory, or takes the one that is open; give it back by closing the lease. */
  public Lease open(SnapshotPath path) throws IOException {
    // Not by recursion, for trees may be deeper than a stack.
    int depth = path.names().size();
    Lease lease = depth == 0 ? new Lease(this, new Entry(root)) : taken(path);
    while (lease == null) {
      depth--;
      lease = depth == 0 ? new Lease(this, new Entry(root)) : taken(above(path, depth));
    }
    while (depth < path.names().size()) {
      SnapshotPath next = above(path, ++depth);
      try (Lease parent = lease) {
        lease = add(next, parent.directory().openDirectory(next.name()));
      }
    }
    return lease;
  }

  private static SnapshotPath above(SnapshotPath path, int depth) {
    return new SnapshotPath(path.names().subList(0, depth));
  }

  private synchronized @org.jspecify.annotations.Nullable Lease taken(SnapshotPath path) {
    Entry entry = entries.get(path);
    if (entry == null) {
      return null;
    }
    entry.users++;
    return new Lease(this, entry);
  }

  private synchronized Lease add(SnapshotPath path, DirectoryHandle opened) throws IOException {
    Entry entry = entries.get(path);
    if (entry == null) {
      entry = new Entry(opened);
      entries.put(path, entry);
      evict();
    } else {
      opened.close(); // another thread was faster
    }
    entry.users++;
    return new Lease(this, entry);
  }

  private void evict() throws IOException {
    Iterator<Entry> oldest = entries.values().iterator();
    while (entries.size() > IDLE && oldest.hasNext()) {
      Entry entry = oldest.next();
      if (entry.users == 0 && entry.lent) {
        oldest.remove();
        entry.directory.close();
      }
    }
  }

  private synchronized void giveBack(Entry entry) {
    entry.users--;
    entry.lent = true;
  }

  /** Closes a directory that was removed, and those that were below it. */
  public synchronized void forget(SnapshotPath path) throws IOException {
    Iterator<Map.Entry<SnapshotPath, Entry>> all = entries.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<SnapshotPath, Entry> entry = all.next();
      if (entry.getKey().startsWith(path)) {
        all.remove();
        entry.getValue().directory.close();
      }
    }
  }

  @Override
  public synchronized void close() throws IOException {
    for (Entry entry : entries.values()) {
      entry.directory.close();
    }
    entries.clear();
    root.close();
  }

  private static final class Entry {
    private final DirectoryHandle directory;
    private int users;
    private boolean lent;

    Entry(DirectoryHandle directory) {
      this.directory = directory;
    }
  }

  /** A directory in use. */
  public static final class Lease implements AutoCloseable {
    private final DirectoryCache cache;
    private final Entry entry;

    Lease(DirectoryCache cache, Entry entry) {
      this.cache = cache;
      this.entry = entry;
    }

    /** The directory. */
    public DirectoryHandle directory() {
      return entry.directory;
    }

    @Override
    public void close() {
      cache.giveBack(entry);
    }
  }
}
