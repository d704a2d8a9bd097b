// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.repository.BlobIndex;
import dev.drydock.mover.repository.BlobLocation;
import dev.drydock.mover.repository.BlobType;
import dev.drydock.mover.repository.Id;
import dev.drydock.mover.repository.LockMode;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.RepositoryLock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Writes a part of a snapshot as an archive, under a shared lock. Every blob is verified by its
 * hash. The first thing that is missing, damaged or cannot be written ends it with a failure, and
 * the archive is not ended then, so that nobody takes it for whole. Interrupting the calling thread
 * cancels it with {@code Cancelled}.
 */
public final class ArchiveOperation {
  private final Repository repository;
  private final Progress progress;

  /** Writes archives from this repository. */
  public ArchiveOperation(Repository repository, Progress progress) {
    this.repository = repository;
    this.progress = progress;
  }

  /**
   * Writes what is at a path and all below it, by the paths that it has in the snapshot.
   *
   * @throws DrydockException {@code SnapshotNotFound} if the snapshot lacks the path, before
   *     anything is written; {@code RepositoryCorrupt} if something is damaged; {@code
   *     TargetUnwritable} if the sink does not take it
   */
  public ArchiveResult write(Snapshot snapshot, SnapshotPath path, ArchiveSink sink) {
    try (RepositoryLock lock = repository.lock(LockMode.SHARED)) {
      Node node = path.isRoot() ? null : new Snapshots(repository).require(snapshot, path);
      try (ContentAhead ahead = new ContentAhead(repository, sink, progress)) {
        Writer writer = new Writer(repository.index(), ahead);
        boolean isIn = node == null || writer.visit(path, node);
        Id tree = node == null ? snapshot.tree() : node.subtree();
        if (isIn && tree != null) {
          TreeWalk.walk(repository, path, tree, writer);
        } else if (node != null && node.type() == NodeType.DIRECTORY) {
          throw damaged(path, "it does not say what it holds");
        }
        ahead.finish();
        return new ArchiveResult(writer.files, writer.directories, ahead.written(), writer.leftOut);
      }
    }
  }

  private static DrydockException damaged(SnapshotPath path, String why) {
    return new DrydockException(
        FailureReason.RepositoryCorrupt,
        "'"
            + path
            + "' is damaged: "
            + why
            + ". The archive ends before it. Restore instead, which leaves out what is damaged.");
  }

  /** Puts entries into the archive in the order in which it sees them. */
  private final class Writer implements TreeWalk.Visitor {
    private record Inode(long device, long number) {}

    private record First(SnapshotPath path, Node node) {}

    private final BlobIndex index;
    private final ContentAhead ahead;
    private final Map<Inode, First> firstNames = new HashMap<>();
    private long files;
    private long directories;
    private long leftOut;

    Writer(BlobIndex index, ContentAhead ahead) {
      this.index = index;
      this.ahead = ahead;
    }

    @Override
    public boolean visit(SnapshotPath path, Node node) {
      if (!node.name().isFileName()) {
        throw ArchiveOperation.damaged(path, "its name is not allowed");
      }
      switch (node.type()) {
        case DIRECTORY -> {
          directories++;
          ahead.add(sink -> sink.begin(path, node, 0));
          return true;
        }
        case FILE -> addFile(path, node);
        case SYMLINK, BLOCK_DEVICE, CHARACTER_DEVICE, FIFO -> {
          files++;
          ahead.add(sink -> sink.begin(path, node, 0));
        }
        case SOCKET, IRREGULAR -> leftOut++;
      }
      return false;
    }

    @Override
    public void damaged(SnapshotPath path, DrydockException failure) {
      throw ArchiveOperation.damaged(path, String.valueOf(failure.getMessage()));
    }

    private void addFile(SnapshotPath path, Node node) {
      List<Id> content = node.content();
      if (content == null) {
        throw ArchiveOperation.damaged(path, "it does not say what it holds");
      }
      files++;
      Metadata metadata = node.metadata();
      if (metadata.links() > 1 && metadata.inode() != 0) {
        Inode inode = new Inode(metadata.device(), metadata.inode());
        First first = firstNames.putIfAbsent(inode, new First(path, node));
        if (first != null && Objects.equals(first.node.content(), content)) {
          ahead.add(sink -> sink.hardLink(path, node, first.path));
          progress.advance(0, 1, path.toString());
          return;
        }
      }
      long size = 0;
      int[] sizes = new int[content.size()];
      for (int i = 0; i < sizes.length; i++) {
        BlobLocation place = index.find(BlobType.DATA, content.get(i));
        if (place == null) {
          throw ArchiveOperation.damaged(
              path, "the blob " + content.get(i) + " is missing in the index");
        }
        sizes[i] = place.entry().contentLength();
        size += sizes[i];
      }
      long all = size;
      progress.expect(all, 1);
      ahead.add(sink -> sink.begin(path, node, all));
      progress.advance(0, 1, path.toString());
      for (int i = 0; i < sizes.length; i++) {
        ahead.add(path, content.get(i), sizes[i]);
      }
    }
  }
}
