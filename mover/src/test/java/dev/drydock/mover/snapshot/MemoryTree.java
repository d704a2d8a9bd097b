// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A source tree in memory, whose files can vanish, change while they are read, or be unreadable.
 */
final class MemoryTree {
  static final Instant TIME = Instant.parse("2026-11-01T12:00:00.123456789Z");

  enum Trouble {
    NONE,
    UNREADABLE,
    VANISHES,
    KEEPS_CHANGING,
    CHANGES_ONCE,
    /** An entry of it vanishes while it is listed, and the listing fails. */
    UNLISTABLE,
    /** Its last bytes cannot be read. */
    BREAKS_OFF,
    /** It ends before it should. */
    ENDS_EARLY
  }

  /** An entry; a directory if it has children. */
  static final class Entry implements SourceEntry {
    private final ByteString name;
    private final Map<ByteString, Entry> children = new TreeMap<>();
    private final AtomicInteger opened = new AtomicInteger();
    private Metadata metadata;
    private byte[] content = new byte[0];
    private Trouble trouble = Trouble.NONE;

    private Entry(ByteString name, Metadata metadata) {
      this.name = name;
      this.metadata = metadata;
    }

    Entry directory(String child) {
      return add(ByteString.of(child), NodeType.DIRECTORY, 0750);
    }

    Entry file(String child, byte[] bytes) {
      return file(ByteString.of(child), bytes);
    }

    Entry file(ByteString child, byte[] bytes) {
      Entry file = add(child, NodeType.FILE, 0640);
      file.content(bytes, TIME);
      return file;
    }

    Entry add(ByteString child, NodeType type, int permissions) {
      Entry entry = new Entry(child, posix(type, permissions, 0, TIME, 1 + child.hashCode()));
      children.put(child, entry);
      return entry;
    }

    Entry content(byte[] bytes, Instant modified) {
      content = bytes;
      metadata = posix(NodeType.FILE, 0640, bytes.length, modified, metadata.inode());
      return this;
    }

    Entry with(Metadata other) {
      metadata = other;
      return this;
    }

    Entry trouble(Trouble kind) {
      trouble = kind;
      return this;
    }

    void remove(String child) {
      children.remove(ByteString.of(child));
    }

    int timesOpened() {
      return opened.get();
    }

    @Override
    public ByteString name() {
      return name;
    }

    @Override
    public Metadata metadata() throws IOException {
      if (trouble == Trouble.VANISHES) {
        throw new NoSuchFileException(name.toString());
      }
      return metadata;
    }

    @Override
    public List<SourceEntry> children() throws IOException {
      if (trouble == Trouble.UNREADABLE) {
        throw new AccessDeniedException(name.toString());
      }
      if (trouble == Trouble.UNLISTABLE) {
        throw new NoSuchFileException(name + "/gone");
      }
      List<SourceEntry> unsorted = new ArrayList<>(children.values());
      return unsorted.reversed();
    }

    @Override
    public SourceFile open() throws IOException {
      int times = opened.incrementAndGet();
      if (trouble == Trouble.UNREADABLE) {
        throw new AccessDeniedException(name.toString());
      }
      boolean once = trouble == Trouble.CHANGES_ONCE && times > 1;
      return new OpenFile(content, metadata, once ? Trouble.NONE : trouble);
    }
  }

  private MemoryTree() {}

  static Entry root() {
    return new Entry(ByteString.empty(), posix(NodeType.DIRECTORY, 0755, 0, TIME, 1));
  }

  /** A file that has two names. */
  static Metadata linked(long size) {
    return new Metadata(
        NodeType.FILE,
        0600,
        TIME,
        TIME,
        TIME,
        0,
        0,
        null,
        null,
        77,
        5,
        2,
        size,
        null,
        0,
        List.of());
  }

  private static Metadata posix(
      NodeType type, int permissions, long size, Instant modified, long inode) {
    return new Metadata(
        type,
        permissions,
        modified,
        modified,
        modified,
        1000,
        100,
        "me",
        "users",
        inode,
        5,
        1,
        size,
        null,
        0,
        List.of());
  }

  private static final class OpenFile implements SourceFile {
    private final byte[] content;
    private final Metadata metadata;
    private final Trouble trouble;
    private int position;

    OpenFile(byte[] content, Metadata metadata, Trouble trouble) {
      this.content = content;
      this.metadata = metadata;
      this.trouble = trouble;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int end = trouble == Trouble.ENDS_EARLY ? content.length / 2 : content.length;
      int count = Math.min(length, end - position);
      if (count == 0) {
        if (trouble == Trouble.BREAKS_OFF) {
          throw new IOException("Input/output error");
        }
        return -1;
      }
      System.arraycopy(content, position, buffer, offset, count);
      position += count;
      return count;
    }

    @Override
    public Metadata metadata() {
      boolean changes = trouble == Trouble.KEEPS_CHANGING || trouble == Trouble.CHANGES_ONCE;
      return changes && position > 0
          ? metadata.read(
              posix(NodeType.FILE, 0640, 0, Instant.EPOCH, metadata.inode()), metadata.size())
          : metadata;
    }

    @Override
    public void close() {}
  }
}
