// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.repository.BlobIndex;
import dev.drydock.mover.repository.BlobType;
import dev.drydock.mover.repository.Id;
import dev.drydock.mover.repository.PackEntry;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.snapshot.SnapshotChange.Kind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One comparison of two trees, down to what they share. */
final class SnapshotDiff {
  /** The entries of one name; at least one of the two is there. */
  private static final class Pair {
    @Nullable Node before;
    @Nullable Node after;
  }

  /** Counts entries that only one side has. */
  private static final class Count {
    long files;
    long directories;
    long others;

    void add(Node node) {
      switch (node.type()) {
        case FILE -> files++;
        case DIRECTORY -> directories++;
        case SYMLINK, BLOCK_DEVICE, CHARACTER_DEVICE, FIFO, SOCKET, IRREGULAR -> others++;
      }
    }

    DiffResult.Side with(BlobSet blobs) {
      long dataBlobs = 0;
      long bytes = 0;
      for (PackEntry entry : (Iterable<PackEntry>) blobs.entries()::iterator) {
        dataBlobs += entry.type() == BlobType.DATA ? 1 : 0;
        bytes += entry.contentLength();
      }
      return new DiffResult.Side(
          files, directories, others, dataBlobs, blobs.size() - dataBlobs, bytes);
    }
  }

  private record Level(SnapshotPath path, Iterator<Map.Entry<ByteString, Pair>> rest) {}

  private final Repository repository;
  private final Trees trees;
  private final Progress progress;
  private final boolean metadata;
  private final Consumer<SnapshotChange> changes;
  private final Problems problems = new Problems();
  private final BlobSet blobsBefore;
  private final BlobSet blobsAfter;
  private final BlobSet blobsShared;
  private final Set<Id> shared = new HashSet<>();
  private final Count added = new Count();
  private final Count removed = new Count();
  private final Deque<Level> levels = new ArrayDeque<>();
  private long changedFiles;

  SnapshotDiff(
      Repository repository,
      Progress progress,
      boolean metadata,
      Consumer<SnapshotChange> changes) {
    this.repository = repository;
    this.trees = new Trees(repository);
    this.progress = progress;
    this.metadata = metadata;
    this.changes = changes;
    BlobIndex index = repository.index();
    this.blobsBefore = new BlobSet(index);
    this.blobsAfter = new BlobSet(index);
    this.blobsShared = new BlobSet(index);
  }

  DiffResult compare(Id before, Id after) {
    add(blobsBefore, SnapshotPath.ROOT, BlobType.TREE, before);
    add(blobsAfter, SnapshotPath.ROOT, BlobType.TREE, after);
    enter(SnapshotPath.ROOT, before, after);
    while (!levels.isEmpty()) {
      Causes.checkInterrupt();
      Level level = levels.getLast();
      if (!level.rest.hasNext()) {
        levels.removeLast();
        continue;
      }
      Map.Entry<ByteString, Pair> next = level.rest.next();
      visit(level.path.resolve(next.getKey()), next.getValue());
    }
    addShared();
    return new DiffResult(
        changedFiles,
        added.with(blobsAfter.without(blobsBefore).without(blobsShared)),
        removed.with(blobsBefore.without(blobsAfter).without(blobsShared)),
        problems.list());
  }

  private void visit(SnapshotPath path, Pair pair) {
    Node before = pair.before;
    Node after = pair.after;
    progress.advance(0, 1, path.toString());
    addBlobs(blobsBefore, path, before);
    addBlobs(blobsAfter, path, after);
    if (before != null && after != null) {
      Kind kind = compare(before, after);
      if (kind != null) {
        tell(kind, path, after);
      }
    } else if (before != null) {
      removed.add(before);
      tell(Kind.REMOVED, path, before);
    } else if (after != null) {
      added.add(after);
      tell(Kind.ADDED, path, after);
    }
    enter(path, subtree(before), subtree(after));
  }

  private void tell(Kind kind, SnapshotPath path, Node node) {
    changes.accept(new SnapshotChange(kind, path, node.type() == NodeType.DIRECTORY));
  }

  private @Nullable Kind compare(Node before, Node after) {
    boolean sameMetadata = before.metadata().equals(after.metadata());
    if (before.type() != after.type()) {
      return Kind.TYPE;
    }
    if (before.type() == NodeType.FILE && !Objects.equals(before.content(), after.content())) {
      changedFiles++;
      return sameMetadata ? Kind.CONTENT_ALONE : Kind.CONTENT;
    }
    return metadata && !sameMetadata ? Kind.METADATA : null;
  }

  /** Goes into the directories of a path, of which one at least is there, unless they are same. */
  private void enter(SnapshotPath path, @Nullable Id before, @Nullable Id after) {
    if (before != null && Objects.equals(before, after)) {
      shared.add(before);
      return;
    }
    TreeMap<ByteString, Pair> pairs = new TreeMap<>();
    try {
      if (before != null) {
        for (Node node : trees.load(before)) {
          pairs.computeIfAbsent(node.name(), unused -> new Pair()).before = node;
        }
      }
      if (after != null) {
        for (Node node : trees.load(after)) {
          pairs.computeIfAbsent(node.name(), unused -> new Pair()).after = node;
        }
      }
    } catch (DrydockException e) {
      damaged(path, e);
      return;
    }
    if (!pairs.isEmpty()) {
      levels.addLast(new Level(path, pairs.entrySet().iterator()));
    }
  }

  private void damaged(SnapshotPath path, DrydockException e) {
    if (e.reason() != FailureReason.RepositoryCorrupt) {
      throw e;
    }
    problems.add(
        Problem.Kind.DAMAGED, path, "'" + path + "' could not be compared: " + e.getMessage());
  }

  private static @Nullable Id subtree(@Nullable Node node) {
    return node == null || node.type() != NodeType.DIRECTORY ? null : node.subtree();
  }

  private void addBlobs(BlobSet blobs, SnapshotPath path, @Nullable Node node) {
    if (node == null) {
      return;
    }
    switch (node.type()) {
      case FILE ->
          Objects.requireNonNullElse(node.content(), List.<Id>of())
              .forEach(id -> add(blobs, path, BlobType.DATA, id));
      case DIRECTORY -> {
        Id subtree = node.subtree();
        if (subtree == null) {
          problems.add(Problem.Kind.DAMAGED, path, "'" + path + "' does not say what it holds");
        } else {
          add(blobs, path, BlobType.TREE, subtree);
        }
      }
      case SYMLINK, BLOCK_DEVICE, CHARACTER_DEVICE, FIFO, SOCKET, IRREGULAR -> {
        // have no blobs
      }
    }
  }

  private void add(BlobSet blobs, Object where, BlobType type, Id id) {
    if (!blobs.add(type, id)) {
      problems.add(
          Problem.Kind.DAMAGED,
          where,
          "'" + where + "' needs the blob " + id + ", which is missing in the index");
    }
  }

  /** What both have is neither added nor removed, wherever else one of them has it, too. */
  private void addShared() {
    TreeScan.scan(
        repository,
        shared,
        new TreeScan.Visitor() {
          @Override
          public void tree(Id id, List<Node> nodes) {
            blobsShared.add(BlobType.TREE, id);
            for (Node node : nodes) {
              List<Id> content = node.content();
              if (node.type() == NodeType.FILE && content != null) {
                content.forEach(blob -> blobsShared.add(BlobType.DATA, blob));
              }
            }
            progress.advance(0, nodes.size(), null);
          }

          @Override
          public void damaged(Id id, DrydockException failure) {
            problems.add(
                Problem.Kind.DAMAGED,
                id,
                "a directory that both have could not be read: " + failure.getMessage());
          }
        });
  }
}
