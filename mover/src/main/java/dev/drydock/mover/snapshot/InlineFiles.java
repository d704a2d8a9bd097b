// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Puts files that exist only in memory into a source tree. */
public final class InlineFiles {
  private InlineFiles() {}

  /**
   * A directory that has the entries of another one, and further files, which win over entries of
   * the same path. The files have mode 0600, directories made for them 0700, and belong to root.
   *
   * @param directory the other one; null for none
   * @param files content by relative path, such as {@code drydock/application.json}
   * @param time time of what is made up
   */
  public static SourceEntry over(
      @Nullable SourceEntry directory, Map<String, byte[]> files, Instant time) {
    Map<SnapshotPath, byte[]> byPath = new TreeMap<>(MadeUpTree.ORDER);
    files.forEach((path, content) -> byPath.put(SnapshotPath.parse(path), content));
    ByteString name = directory == null ? ByteString.empty() : directory.name();
    return new Directory(name, directory, byPath, time);
  }

  private static SourceEntry entry(
      ByteString name, @Nullable SourceEntry under, Map<SnapshotPath, byte[]> files, Instant time) {
    byte[] content = files.get(SnapshotPath.ROOT);
    return content == null
        ? new Directory(name, under, files, time)
        : new File(name, content, Metadata.synthetic(NodeType.FILE, 0600, content.length, time));
  }

  /** A directory with files made up in it or below it. */
  private static final class Directory implements SourceEntry {
    private final ByteString name;
    private final @Nullable SourceEntry under;
    private final Map<SnapshotPath, byte[]> files;
    private final Instant time;
    private boolean hasOthers;

    Directory(
        ByteString name,
        @Nullable SourceEntry under,
        Map<SnapshotPath, byte[]> files,
        Instant time) {
      this.name = name;
      this.under = under;
      this.files = files;
      this.time = time;
    }

    @Override
    public ByteString name() {
      return name;
    }

    @Override
    public Metadata metadata() throws IOException {
      if (under != null) {
        Metadata metadata = under.metadata();
        hasOthers = metadata.type() == NodeType.DIRECTORY;
        if (hasOthers) {
          return metadata;
        }
      }
      return Metadata.synthetic(NodeType.DIRECTORY, 0700, 0, time);
    }

    @Override
    public List<SourceEntry> children() throws IOException {
      Map<ByteString, Map<SnapshotPath, byte[]>> made = new TreeMap<>();
      files.forEach(
          (path, content) ->
              made.computeIfAbsent(
                      path.names().getFirst(), unused -> new TreeMap<>(MadeUpTree.ORDER))
                  .put(new SnapshotPath(path.names().subList(1, path.names().size())), content));
      List<SourceEntry> children = new ArrayList<>();
      if (under != null && hasOthers) {
        for (SourceEntry child : under.children()) {
          Map<SnapshotPath, byte[]> below = made.remove(child.name());
          children.add(below == null ? child : entry(child.name(), child, below, time));
        }
      }
      made.forEach((name, below) -> children.add(entry(name, null, below, time)));
      return children;
    }

    @Override
    public SourceFile open() throws IOException {
      throw new NoSuchFileException(name.toString(), null, "it is a directory");
    }
  }

  /** A file made up. */
  private record File(ByteString name, byte[] content, Metadata metadata) implements SourceEntry {
    @Override
    public List<SourceEntry> children() {
      return List.of();
    }

    @Override
    public SourceFile open() {
      return new Content(content, metadata);
    }
  }

  /** A file made up, being read. */
  private static final class Content implements SourceFile {
    private final byte[] content;
    private final Metadata metadata;
    private int position;

    Content(byte[] content, Metadata metadata) {
      this.content = content;
      this.metadata = metadata;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
      int count = Math.min(length, content.length - position);
      if (count == 0) {
        return -1;
      }
      System.arraycopy(content, position, buffer, offset, count);
      position += count;
      return count;
    }

    @Override
    public Metadata metadata() {
      return metadata;
    }

    @Override
    public void close() {}
  }
}
