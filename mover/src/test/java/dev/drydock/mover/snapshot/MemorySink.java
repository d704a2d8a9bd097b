// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Restores into memory, and insists on the order of calls that the contract promises. */
final class MemorySink implements RestoreSink {
  final Map<String, byte[]> files = new ConcurrentHashMap<>();
  final Map<String, Node> special = new ConcurrentHashMap<>();
  final Map<String, String> hardLinks = new ConcurrentHashMap<>();
  final Map<String, Node> finished = new ConcurrentHashMap<>();
  private final Set<String> directories = ConcurrentHashMap.newKeySet();
  private final Set<String> open = ConcurrentHashMap.newKeySet();
  private String unwritable = "";
  private String withoutAttributes = "";

  MemorySink() {
    directories.add("/");
  }

  /** Refuses to create a file. */
  MemorySink unwritable(String path) {
    unwritable = path;
    return this;
  }

  /** Takes no attributes of a file. */
  MemorySink withoutAttributes(String path) {
    withoutAttributes = path;
    return this;
  }

  /** All files as text, by path. */
  Map<String, String> texts() {
    Map<String, String> texts = new TreeMap<>();
    files.forEach((path, bytes) -> texts.put(path, new String(bytes)));
    return texts;
  }

  @Override
  public void createDirectory(SnapshotPath path, Node node) {
    below(path);
    directories.add(path.toString());
  }

  @Override
  public RestoreFile createFile(SnapshotPath path, Node node, long size) throws IOException {
    below(path);
    String name = path.toString();
    if (name.equals(unwritable)) {
      throw new IOException("the disk says no");
    }
    byte[] bytes = new byte[(int) size];
    files.put(name, bytes);
    open.add(name);
    return new RestoreFile() {
      @Override
      public void write(ByteBuffer data, long position) {
        require(open.contains(name), name + " is closed");
        data.get(bytes, (int) position, data.remaining());
      }

      @Override
      public int read(byte[] buffer, int offset, int length, long position) {
        int count = (int) Math.min(length, bytes.length - position);
        System.arraycopy(bytes, (int) position, buffer, offset, count);
        return count == 0 ? -1 : count;
      }

      @Override
      public void discard() {
        open.remove(name);
        files.remove(name);
      }

      @Override
      public void close() {
        open.remove(name);
      }
    };
  }

  @Override
  public void createSpecial(SnapshotPath path, Node node) {
    below(path);
    special.put(path.toString(), node);
  }

  @Override
  public void remove(SnapshotPath path) {
    throw new AssertionError(path + " is not to be removed");
  }

  @Override
  public void removeDirectory(SnapshotPath path) {
    throw new AssertionError(path + " is not to be removed");
  }

  @Override
  public void createHardLink(SnapshotPath path, SnapshotPath existing) {
    below(path);
    require(finished.containsKey(existing.toString()), existing + " is not finished");
    hardLinks.put(path.toString(), existing.toString());
  }

  @Override
  public void finish(SnapshotPath path, Node node) throws IOException {
    String name = path.toString();
    require(!open.contains(name), name + " is open");
    if (!path.isRoot()) {
      SnapshotPath above = new SnapshotPath(path.names().subList(0, path.names().size() - 1));
      require(!finished.containsKey(above.toString()), above + " was finished too early");
    }
    finished.put(name, node);
    if (name.equals(withoutAttributes)) {
      throw new AttributesException(List.of("user.x"), new IOException("not supported"));
    }
  }

  private void below(SnapshotPath path) {
    SnapshotPath above = new SnapshotPath(path.names().subList(0, path.names().size() - 1));
    require(directories.contains(above.toString()), above + " does not exist");
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new AssertionError(otherwise);
    }
  }
}
