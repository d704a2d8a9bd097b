// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.repository.Id;
import dev.drydock.mover.repository.Repository;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One restore: walks the trees, makes directories, hands files on in batches, finishes all. */
final class RestoreWalk implements AutoCloseable {
  /** A pebibyte; whoever says more made it up. */
  private static final long MAX_HINT = 1L << 50;

  private static final int BATCHES = 3;
  private static final int BATCH_FILES = 256;
  private static final long BATCH_BYTES = 1L << 30;
  private static final int BATCH_BLOBS = 1 << 16;

  private final Repository repository;
  private final Trees trees;
  private final RestoreSink sink;
  private final InPlace inPlace;
  private final Progress progress;
  private final Problems problems = new Problems();
  private final Finishing finishing;
  private final AtomicLong bytes = new AtomicLong();
  private final Deque<Level> levels = new ArrayDeque<>();
  private final List<Entry> directories = new ArrayList<>();
  private final Map<Inode, Entry> firstNames = new HashMap<>();
  private final List<Entry> ways = new ArrayList<>();
  private final List<Link> links = new ArrayList<>();
  private final Set<SnapshotPath> brokenFirstNames = new HashSet<>();
  private final ReadRoom room;
  private final RestorePipeline pipeline;
  private RestoreBatch batch;
  private long batchBytes;
  private int batchBlobs;
  private long files;
  private long finishedDirectories;

  private record Entry(SnapshotPath path, Node node) {}

  /** A directory being visited; with the names seen so far if its tree is not in their order. */
  private record Level(
      SnapshotPath path, Iterator<Node> rest, @Nullable Set<ByteString> seen, boolean selected) {
    Level(SnapshotPath path, List<Node> nodes, boolean selected) {
      this(path, nodes.iterator(), isInOrder(nodes) ? null : new HashSet<>(), selected);
    }

    private static boolean isInOrder(List<Node> nodes) {
      for (int i = 1; i < nodes.size(); i++) {
        if (nodes.get(i - 1).name().compareTo(nodes.get(i).name()) >= 0) {
          return false;
        }
      }
      return true;
    }

    boolean isNew(ByteString name) {
      return seen == null || seen.add(name);
    }
  }

  private record Inode(long device, long number) {}

  private record Link(SnapshotPath path, SnapshotPath first, Node node) {}

  RestoreWalk(Repository repository, RestoreSink sink, InPlace inPlace, Progress progress) {
    this.repository = repository;
    this.trees = new Trees(repository);
    this.sink = sink;
    this.finishing = new Finishing(sink, problems);
    this.inPlace = inPlace;
    this.progress = progress;
    this.room = new ReadRoom(repository);
    this.pipeline = new RestorePipeline(inPlace.mayRunAtOnce() ? BATCHES : 1, this::restored);
    this.batch = newBatch();
  }

  /** Restores what a tree holds. */
  void restore(Id tree) {
    levels.addLast(new Level(SnapshotPath.ROOT, trees.load(tree), false));
    walk();
    finish(tree);
  }

  /** Restores a directory to the root of the sink, or something else below it. */
  void restore(Node node) {
    if (node.type() == NodeType.DIRECTORY) {
      if (!inPlace.options().dryRun()) {
        directories.add(new Entry(SnapshotPath.ROOT, node));
      }
      enter(SnapshotPath.ROOT, node, false);
    } else {
      visit(SnapshotPath.ROOT.resolve(node.name()), node);
    }
    walk();
    finish(node.subtree());
  }

  RestoreResult result() {
    return new RestoreResult(
        files,
        finishedDirectories,
        bytes.get(),
        problems.list(),
        problems.count(),
        problems.lostAttributes(),
        inPlace.counts());
  }

  /** Visits everything below: not by recursion, for trees may be deeper than a stack. */
  private void walk() {
    while (!levels.isEmpty()) {
      Causes.checkInterrupt();
      Level level = levels.getLast();
      if (!level.rest.hasNext()) {
        levels.removeLast();
        if (!ways.isEmpty() && ways.getLast().path.equals(level.path)) {
          ways.removeLast(); // nothing in it is restored
        }
        continue;
      }
      Node node = level.rest.next();
      if (!node.name().isFileName()) {
        problems.add(
            Problem.Kind.DAMAGED,
            level.path,
            "'" + level.path + "' has an entry whose name '" + node.name() + "' is not allowed");
        continue;
      }
      if (!level.isNew(node.name())) {
        problems.add(
            Problem.Kind.DAMAGED,
            level.path,
            "'" + level.path + "' has another entry of the name '" + node.name() + "'");
        continue;
      }
      SnapshotPath below = level.path.resolve(node.name());
      boolean directory = node.type() == NodeType.DIRECTORY;
      switch (inPlace.options().selection().choose(below, directory, level.selected)) {
        case IN -> {
          ways.forEach(way -> makeDirectory(way.path, way.node));
          ways.clear();
          visit(below, node);
        }
        case WAY -> {
          if (enter(below, node, false)) {
            ways.add(new Entry(below, node));
          }
        }
        case OUT -> {}
      }
    }
  }

  private boolean makeDirectory(SnapshotPath path, Node node) {
    try {
      boolean applies = inPlace.appliesTo(path, node);
      sink.createDirectory(path, node);
      if (applies) {
        directories.add(new Entry(path, node));
      }
      return true;
    } catch (IOException e) {
      unwritable(path, e);
      return false;
    }
  }

  private void visit(SnapshotPath path, Node node) {
    switch (node.type()) {
      case DIRECTORY -> {
        if (makeDirectory(path, node)) {
          enter(path, node, true);
        }
      }
      case FILE -> {
        try {
          if (!inPlace.skips(path, node)) {
            visitFile(path, node);
          }
        } catch (IOException e) {
          unwritable(path, e);
        }
      }
      case SYMLINK, BLOCK_DEVICE, CHARACTER_DEVICE, FIFO -> {
        try {
          if (inPlace.skips(path, node)) {
            return;
          }
          progress.expect(0, 1);
          InPlace.Need need = inPlace.special(path, node);
          if (need == InPlace.Need.CONTENT) {
            sink.createSpecial(path, node);
          }
          if (need != InPlace.Need.NOTHING) {
            finishing.finish(path, node);
          }
          files++;
          progress.advance(0, 1, path.toString());
        } catch (IOException e) {
          unwritable(path, e);
        }
      }
      case SOCKET, IRREGULAR -> {
        // Cannot be restored to any use; backup leaves them out, too.
      }
    }
  }

  /** Goes on with what is in a directory; returns whether that is possible. */
  private boolean enter(SnapshotPath path, Node node, boolean selected) {
    Id subtree = node.subtree();
    if (subtree == null) {
      problems.add(
          Problem.Kind.DAMAGED, path, "'" + path + "' is damaged: it does not say what it holds");
      return false;
    }
    if (path.isDeepest()) {
      problems.add(
          Problem.Kind.DAMAGED,
          path,
          "'" + path + "' is as deep as a directory may be; what is in it is not restored");
      return false;
    }
    try {
      levels.addLast(new Level(path, trees.load(subtree), selected));
      return true;
    } catch (DrydockException e) {
      if (e.reason() != FailureReason.RepositoryCorrupt) {
        throw e;
      }
      problems.add(Problem.Kind.DAMAGED, path, "'" + path + "' is damaged: " + e.getMessage());
      return false;
    }
  }

  private void visitFile(SnapshotPath path, Node node) {
    Metadata metadata = node.metadata();
    progress.expect(0, 1);
    if (metadata.links() > 1 && metadata.inode() != 0) {
      Inode inode = new Inode(metadata.device(), metadata.inode());
      Entry first = firstNames.putIfAbsent(inode, new Entry(path, node));
      if (first == null) {
        brokenFirstNames.add(path);
      } else if (Objects.equals(first.node.content(), node.content())) {
        links.add(new Link(path, first.path, node));
        return;
      } // else it changed between its names: each gets what was read of it
    }
    // Only a hint: a file that changed while it was read has what was read of it, not its size.
    long size = Math.clamp(metadata.size(), 0, MAX_HINT);
    progress.expect(size, 0);
    batch.add(path, node);
    batchBytes += size;
    batchBlobs += node.content() == null ? 0 : node.content().size();
    if (batch.size() >= BATCH_FILES || batchBytes >= BATCH_BYTES || batchBlobs >= BATCH_BLOBS) {
      runBatch();
    }
  }

  private void runBatch() {
    RestoreBatch full = batch;
    batch = newBatch();
    batchBytes = 0;
    batchBlobs = 0;
    pipeline.run(full);
  }

  private void restored(List<SnapshotPath> whole) {
    files += whole.size();
    whole.forEach(brokenFirstNames::remove);
  }

  /** Breaks off what did not come to its end. */
  @Override
  public void close() {
    pipeline.close();
  }

  private void finish(@Nullable Id root) {
    runBatch();
    pipeline.finish();
    for (Link link : links) {
      try {
        if (brokenFirstNames.contains(link.first)) {
          throw new IOException("it is a further name of '" + link.first + "', which is not whole");
        }
        if (inPlace.needsLink(link.path, link.first, link.node)) {
          sink.createHardLink(link.path, link.first);
        }
        files++;
        progress.advance(0, 1, link.path.toString());
      } catch (IOException e) {
        unwritable(link.path, e);
      }
    }
    boolean restored = problems.count() == problems.lostAttributes().entries();
    if (restored && root != null) {
      inPlace.removeLeftovers(repository, root, sink, problems);
    }
    for (Entry directory : directories.reversed()) {
      try {
        finishing.finish(directory.path, directory.node);
        finishedDirectories++;
      } catch (IOException e) {
        unwritable(directory.path, e);
      }
    }
  }

  private void unwritable(SnapshotPath path, IOException error) {
    problems.add(
        Problem.Kind.UNWRITABLE,
        path,
        "'" + path + "' could not be written: " + Causes.brief(error));
  }

  private RestoreBatch newBatch() {
    return new RestoreBatch(repository, room, sink, inPlace, problems, progress, bytes);
  }
}
