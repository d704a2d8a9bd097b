// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.repository.BlobIndex;
import dev.drydock.mover.repository.BlobLocation;
import dev.drydock.mover.repository.BlobType;
import dev.drydock.mover.repository.Id;
import dev.drydock.mover.repository.LockMode;
import dev.drydock.mover.repository.PackEntry;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.RepositoryLock;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what snapshots hold, under a shared lock; the numbers are those that restic gives. Where a
 * directory or a blob is missing or damaged it fails, for the numbers would be wrong. Interrupting
 * the calling thread cancels it with {@code Cancelled}.
 */
public final class StatisticsOperation {
  private final Repository repository;
  private final Progress progress;

  /** Counts in this repository. */
  public StatisticsOperation(Repository repository, Progress progress) {
    this.repository = repository;
    this.progress = progress;
  }

  /**
   * Counts.
   *
   * @param snapshots which snapshots; in which order matters to {@link CountMode#BLOBS_PER_FILE}
   *     alone, where a content that several paths have is counted at the first
   * @throws DrydockException {@code RepositoryCorrupt} if something that a snapshot needs is
   *     missing
   */
  public Statistics count(CountMode mode, List<Snapshot> snapshots) {
    try (RepositoryLock lock = repository.lock(LockMode.SHARED)) {
      return switch (mode) {
        case RESTORE_SIZE -> restoreSize(snapshots);
        case FILES_BY_CONTENTS -> filesByContents(snapshots);
        case RAW_DATA -> rawData(snapshots);
        case BLOBS_PER_FILE -> blobsPerFile(snapshots);
      };
    }
  }

  private Statistics restoreSize(List<Snapshot> snapshots) {
    Map<Id, RestoreSize.Total> known = new HashMap<>();
    long files = 0;
    long bytes = 0;
    for (Snapshot snapshot : snapshots) {
      RestoreSize size = new RestoreSize(known, progress);
      TreeWalk.walk(repository, SnapshotPath.ROOT, snapshot.tree(), size);
      files += size.total().entries();
      bytes += size.total().bytes();
    }
    return Statistics.of(snapshots.size(), files, 0, bytes);
  }

  private Statistics filesByContents(List<Snapshot> snapshots) {
    Set<Id> contents = ConcurrentHashMap.newKeySet();
    LongAdder bytes = new LongAdder();
    scan(
        snapshots,
        (id, nodes) -> {
          for (Node node : nodes) {
            if (contents.add(hash(node))) {
              bytes.add(node.metadata().size());
            }
          }
        });
    return Statistics.of(snapshots.size(), contents.size(), 0, bytes.sum());
  }

  private Statistics rawData(List<Snapshot> snapshots) {
    BlobIndex index = repository.index();
    BlobSet blobs = new BlobSet(index);
    scan(
        snapshots,
        (id, nodes) -> {
          add(blobs, BlobType.TREE, id);
          for (Node node : nodes) {
            List<Id> content = node.content();
            if (node.type() == NodeType.FILE && content != null) {
              content.forEach(blob -> add(blobs, BlobType.DATA, blob));
            }
          }
        });
    long bytes = 0;
    long plain = 0;
    long compressed = 0;
    long compressedPlain = 0;
    for (PackEntry entry : (Iterable<PackEntry>) blobs.entries()::iterator) {
      bytes += entry.length();
      plain += entry.plainSealedLength();
      if (entry.plainLength() != 0) {
        compressed += entry.length();
        compressedPlain += entry.plainSealedLength();
      }
    }
    return new Statistics(
        snapshots.size(), 0, blobs.size(), bytes, plain, compressed, compressedPlain);
  }

  private Statistics blobsPerFile(List<Snapshot> snapshots) {
    BlobIndex index = repository.index();
    Set<Id> trees = new HashSet<>();
    Set<Id> contents = new HashSet<>();
    Map<SnapshotPath, Set<Id>> blobs = new HashMap<>();
    LongAdder bytes = new LongAdder();
    TreeWalk.Visitor visitor =
        new TreeWalk.Visitor() {
          @Override
          public boolean visit(SnapshotPath path, Node node) {
            progress.advance(0, 1, path.toString());
            List<Id> content = node.content();
            if (content != null && contents.add(hash(node))) {
              for (Id blob : content) {
                if (blobs.computeIfAbsent(path, unused -> new HashSet<>()).add(blob)) {
                  bytes.add(size(index, blob));
                }
              }
            }
            // All contents of a tree that was visited before are known.
            return node.subtree() == null || trees.add(node.subtree());
          }

          @Override
          public boolean mayEnter(SnapshotPath path, Node directory) {
            return !trees.contains(Objects.requireNonNull(directory.subtree()));
          }
        };
    for (Snapshot snapshot : snapshots) {
      if (trees.add(snapshot.tree())) {
        TreeWalk.walk(repository, SnapshotPath.ROOT, snapshot.tree(), visitor);
      }
    }
    long count = blobs.values().stream().mapToLong(Set::size).sum();
    return Statistics.of(snapshots.size(), blobs.size(), count, bytes.sum());
  }

  private interface NodesVisitor {
    void tree(Id id, List<Node> nodes);
  }

  private void scan(List<Snapshot> snapshots, NodesVisitor visitor) {
    TreeScan.scan(
        repository,
        snapshots.stream().map(Snapshot::tree).toList(),
        new TreeScan.Visitor() {
          @Override
          public void tree(Id id, List<Node> nodes) {
            visitor.tree(id, nodes);
            progress.advance(0, nodes.size(), null);
          }

          @Override
          public void damaged(Id id, DrydockException failure) {
            throw failure;
          }
        });
  }

  private static Id hash(Node node) {
    List<Id> content = Objects.requireNonNullElse(node.content(), List.of());
    ByteBuffer ids = ByteBuffer.allocate(Id.SIZE * content.size());
    content.forEach(id -> ids.put(id.toBytes()));
    return Id.hash(ids.array());
  }

  private static long size(BlobIndex index, Id blob) {
    BlobLocation place = index.find(BlobType.DATA, blob);
    if (place == null) {
      throw missing(blob);
    }
    return place.entry().contentLength();
  }

  private static void add(BlobSet blobs, BlobType type, Id blob) {
    if (!blobs.add(type, blob)) {
      throw missing(blob);
    }
  }

  private static DrydockException missing(Id blob) {
    return new DrydockException(
        FailureReason.RepositoryCorrupt,
        "A snapshot needs the blob "
            + blob
            + ", which is missing in the index. Run a check to see which files are affected.");
  }
}
