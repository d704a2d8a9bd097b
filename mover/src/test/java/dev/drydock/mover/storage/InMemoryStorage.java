// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps files in memory, exactly as the contract of {@link Storage} says. */
public class InMemoryStorage implements Storage {
  private final Map<FileType, Map<String, byte[]>> files = new EnumMap<>(FileType.class);

  public InMemoryStorage() {
    for (FileType type : FileType.values()) {
      files.put(type, new ConcurrentHashMap<>());
    }
  }

  /** A copy of the present state, which then lives its own life. */
  public InMemoryStorage copy() {
    InMemoryStorage copy = new InMemoryStorage();
    files.forEach((type, content) -> copy.of(type).putAll(content));
    return copy;
  }

  /** Names of the files of a type, sorted. */
  public List<String> names(FileType type) {
    return List.copyOf(new TreeMap<>(of(type)).keySet());
  }

  /** The very bytes of a file, to look at or to damage. */
  public byte[] bytes(FileType type, String name) {
    byte[] bytes = of(type).get(type == FileType.CONFIG ? "" : name);
    if (bytes == null) {
      throw new IllegalArgumentException("no " + type + " " + name);
    }
    return bytes;
  }

  /** Puts a file, whatever was there. */
  public void put(FileType type, String name, byte[] content) {
    of(type).put(type == FileType.CONFIG ? "" : name, content.clone());
  }

  @Override
  public String location() {
    return "memory";
  }

  @Override
  public void create() {}

  @Override
  public void save(FileType type, String name, List<ByteBuffer> content) throws IOException {
    int size = content.stream().mapToInt(ByteBuffer::remaining).sum();
    ByteBuffer whole = ByteBuffer.allocate(size);
    content.forEach(part -> whole.put(part.duplicate()));
    FileNames.path(type, name); // refuses what is no name
    String key = type == FileType.CONFIG ? "" : name;
    if (type == FileType.DOCUMENT) {
      of(type).put(key, whole.array());
    } else if (of(type).putIfAbsent(key, whole.array()) != null) {
      throw new FileExistsException(type + " " + name + " exists");
    }
  }

  @Override
  public ByteBuffer load(FileType type, String name, long offset, int length) throws IOException {
    byte[] bytes = find(type, name);
    long start = offset < 0 ? bytes.length + offset : offset;
    long end = length < 0 ? bytes.length : start + length;
    if (start < 0 || end > bytes.length) {
      throw new StorageException(
          type + " " + name + " is too short", false, new IOException("short file"));
    }
    return ByteBuffer.wrap(bytes.clone(), (int) start, (int) (end - start)).slice();
  }

  @Override
  public long size(FileType type, String name) throws IOException {
    return find(type, name).length;
  }

  @Override
  public Map<String, Long> list(FileType type) {
    Map<String, Long> sizes = new TreeMap<>();
    of(type)
        .forEach(
            (name, bytes) -> {
              if (type == FileType.DOCUMENT
                  || type == FileType.CONFIG
                  || name.matches("[0-9a-f]{64}")) {
                sizes.put(type == FileType.CONFIG ? "config" : name, (long) bytes.length);
              }
            });
    return sizes;
  }

  @Override
  public void remove(FileType type, Collection<String> names) {
    for (String name : new ArrayList<>(names)) {
      of(type).remove(type == FileType.CONFIG ? "" : name);
    }
  }

  @Override
  public void close() {}

  private Map<String, byte[]> of(FileType type) {
    return files.getOrDefault(type, Map.of());
  }

  private byte[] find(FileType type, String name) throws NotFoundException {
    byte[] bytes = of(type).get(type == FileType.CONFIG ? "" : name);
    if (bytes == null) {
      throw new NotFoundException("no " + type + " " + name);
    }
    return bytes;
  }
}
