// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.drydock.mover.repository.BlobLocation;
import dev.drydock.mover.repository.BlobType;
import dev.drydock.mover.repository.BlobWriter;
import dev.drydock.mover.repository.Id;
import dev.drydock.mover.repository.LockMode;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.RepositoryLock;
import dev.drydock.mover.repository.TestRepositories;
import dev.drydock.mover.snapshot.Snapshot;
import dev.drydock.mover.snapshot.Snapshots;
import dev.drydock.mover.storage.FileType;
import dev.drydock.mover.storage.InMemoryStorage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A repository of somebody who has the password: all its hashes and tags are right, and nothing
 * else need be.
 */
final class HostileRepository implements AutoCloseable {
  private final InMemoryStorage storage = new InMemoryStorage();
  private final List<byte[]> trees = new ArrayList<>();
  private final List<byte[]> pieces = new ArrayList<>();
  private Repository repository = TestRepositories.create(storage);

  Repository repository() {
    return repository;
  }

  /** Adds a tree of nodes as they are, in this order. */
  Id tree(String... nodes) {
    byte[] json = ("{\"nodes\":[" + String.join(",", nodes) + "]}\n").getBytes(UTF_8);
    trees.add(json);
    return Id.hash(json);
  }

  /** Adds a piece of a file. */
  Id piece(String content) {
    byte[] bytes = content.getBytes(UTF_8);
    pieces.add(bytes);
    return Id.hash(bytes);
  }

  /** Stores all that was added. */
  void flush() {
    try (RepositoryLock lock = repository.lock(LockMode.SHARED);
        BlobWriter writer = repository.writer()) {
      trees.forEach(tree -> writer.save(BlobType.TREE, tree));
      pieces.forEach(piece -> writer.save(BlobType.DATA, piece));
      writer.flush();
    }
    trees.clear();
    pieces.clear();
  }

  /** Stores all that was added, and a snapshot of a tree. */
  Snapshot snapshot(Id root) {
    flush();
    String json =
        "{\"time\":\"2026-11-01T12:00:00Z\",\"tree\":\"%s\",\"paths\":[\"/\"],\"summary\":"
            + "{\"total_files_processed\":-1,\"total_bytes_processed\":-9223372036854775808}}";
    Id id;
    try (RepositoryLock lock = repository.lock(LockMode.SHARED)) {
      id = repository.saveFile(FileType.SNAPSHOT, json.formatted(root).getBytes(UTF_8));
    }
    return new Snapshots(repository).find(id.hex()).snapshot();
  }

  /** Where a piece is. */
  BlobLocation place(Id piece) {
    return Objects.requireNonNull(repository.index().find(BlobType.DATA, piece));
  }

  /** Adds an index; before all others if these are to be gone. */
  void index(boolean alone, String... packs) {
    if (alone) {
      storage.remove(FileType.INDEX, storage.names(FileType.INDEX));
    }
    try (RepositoryLock lock = repository.lock(LockMode.SHARED)) {
      String json = "{\"packs\":[" + String.join(",", packs) + "]}";
      repository.saveFile(FileType.INDEX, json.getBytes(UTF_8));
    }
    repository.close();
    repository = TestRepositories.open(storage);
  }

  /** All packs that the index has now. */
  String[] packs() {
    List<String> packs = new ArrayList<>();
    repository
        .index()
        .forEachPack(
            (pack, entries) ->
                packs.add(
                    pack(
                        pack,
                        entries.stream()
                            .map(
                                e ->
                                    blob(
                                        e.id(),
                                        e.type() == BlobType.TREE ? "tree" : "data",
                                        e.offset(),
                                        e.length(),
                                        e.plainLength()))
                            .toArray(String[]::new))));
    return packs.toArray(String[]::new);
  }

  static String pack(Id id, String... blobs) {
    return "{\"id\":\"%s\",\"blobs\":[%s]}".formatted(id, String.join(",", blobs));
  }

  static String blob(Id id, String type, long offset, long length, long plainLength) {
    return "{\"id\":\"%s\",\"type\":\"%s\",\"offset\":%d,\"length\":%d%s}"
        .formatted(
            id,
            type,
            offset,
            length,
            plainLength == 0 ? "" : ",\"uncompressed_length\":" + plainLength);
  }

  /**
   * A node.
   *
   * @param name in the escapes of Go, in those of JSON
   * @param more further fields, each with a comma before it
   */
  static String node(String name, String type, String more) {
    return "{\"name\":\"%s\",\"type\":\"%s\",\"mode\":493,\"mtime\":\"2026-11-01T12:00:00Z\"%s}"
        .formatted(name, type, more);
  }

  static String file(String name, Id... content) {
    return node(name, "file", content(content));
  }

  static String content(Id... content) {
    List<String> ids = new ArrayList<>();
    for (Id id : content) {
      ids.add("\"" + id + "\"");
    }
    return ",\"content\":[" + String.join(",", ids) + "]";
  }

  static String directory(String name, Id tree) {
    return node(name, "dir", ",\"subtree\":\"" + tree + "\"");
  }

  static String link(String name, String target) {
    return node(name, "symlink", ",\"linktarget\":\"" + target + "\"");
  }

  @Override
  public void close() {
    repository.close();
  }
}
