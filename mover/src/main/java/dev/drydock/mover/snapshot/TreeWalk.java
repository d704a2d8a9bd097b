// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.repository.Id;
import dev.drydock.mover.repository.Repository;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Visits all that is below a tree in one order: by name, directories before what is in them. Trees
 * of the directories that come next are loaded meanwhile. Not by recursion, for trees may be deeper
 * than a stack. Interrupting the calling thread ends it with {@code Cancelled}.
 */
final class TreeWalk {
  /** Sees entries, all from the thread that walks. */
  interface Visitor {
    /** Sees one entry; returns for a directory whether to go into it. */
    boolean visit(SnapshotPath path, Node node);

    /** Whether the walk may go into a directory that is ahead: what is loaded for nothing costs. */
    default boolean mayEnter(SnapshotPath path, Node directory) {
      return true;
    }

    /** All that is in a directory into which the walk went was visited. */
    default void leave(Node directory) {}

    /** What is in a directory is missing or damaged; if this returns, the walk goes on after it. */
    default void damaged(SnapshotPath path, DrydockException failure) {
      throw failure;
    }
  }

  /** A tree that is loaded before the walk comes to the entry of that number. */
  private record Ahead(int number, Future<List<Node>> nodes) {}

  /** A directory in which the walk is; the topmost has no node. */
  private static final class Level {
    final SnapshotPath path;
    final @Nullable Node directory;
    final List<Node> nodes;
    final Deque<Ahead> ahead = new ArrayDeque<>();
    int next;
    int lookedAt;

    Level(SnapshotPath path, @Nullable Node directory, List<Node> nodes) {
      this.path = path;
      this.directory = directory;
      this.nodes = nodes;
    }
  }

  private final Trees trees;
  private final Visitor visitor;
  private final ExecutorService loader;
  private final int width;
  private final Semaphore room;
  private final Deque<Level> levels = new ArrayDeque<>();

  private TreeWalk(Repository repository, Visitor visitor, ExecutorService loader) {
    this.trees = new Trees(repository);
    this.visitor = visitor;
    this.loader = loader;
    this.width = repository.options().connections();
    this.room = new Semaphore(width);
  }

  /** Visits all that is below a tree, which is at a path of its snapshot. */
  static void walk(Repository repository, SnapshotPath path, Id tree, Visitor visitor) {
    try (ExecutorService loader = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        new TreeWalk(repository, visitor, loader).walk(path, tree);
      } catch (RuntimeException | Error e) {
        loader.shutdownNow();
        throw e;
      }
    }
  }

  private void walk(SnapshotPath path, Id tree) {
    try {
      levels.addLast(new Level(path, null, trees.load(tree)));
    } catch (DrydockException e) {
      tell(path, e);
      return;
    }
    while (!levels.isEmpty()) {
      Causes.checkInterrupt();
      Level level = levels.getLast();
      if (level.next == level.nodes.size()) {
        levels.removeLast();
        if (level.directory != null) {
          visitor.leave(level.directory);
        }
        continue;
      }
      lookAhead(level);
      int number = level.next++;
      Node node = level.nodes.get(number);
      SnapshotPath below = level.path.resolve(node.name());
      if (visitor.visit(below, node) && node.type() == NodeType.DIRECTORY) {
        enter(level, number, below, node);
      }
    }
  }

  private void enter(Level level, int number, SnapshotPath path, Node directory) {
    Id subtree = directory.subtree();
    List<Node> nodes;
    try {
      if (subtree == null) {
        throw new DrydockException(
            FailureReason.RepositoryCorrupt, "The directory does not say what it holds.");
      }
      if (path.isDeepest()) {
        throw new DrydockException(
            FailureReason.RepositoryCorrupt,
            "The snapshot has a directory in "
                + SnapshotPath.MAX_DEPTH
                + " others, which nobody can have made by a path.");
      }
      nodes = load(level, number, subtree);
    } catch (DrydockException e) {
      tell(path, e);
      return;
    }
    levels.addLast(new Level(path, directory, nodes));
  }

  private void tell(SnapshotPath path, DrydockException failure) {
    if (failure.reason() != FailureReason.RepositoryCorrupt) {
      throw failure;
    }
    visitor.damaged(path, failure);
  }

  private void lookAhead(Level level) {
    while (!level.ahead.isEmpty() && level.ahead.getFirst().number < level.next) {
      level.ahead.removeFirst(); // the visitor passed it by
    }
    while (level.ahead.size() < width && level.lookedAt < level.nodes.size()) {
      int number = level.lookedAt++;
      Node node = level.nodes.get(number);
      Id subtree = node.subtree();
      if (node.type() == NodeType.DIRECTORY
          && subtree != null
          && visitor.mayEnter(level.path.resolve(node.name()), node)) {
        level.ahead.addLast(new Ahead(number, loader.submit(() -> load(subtree))));
      }
    }
  }

  private List<Node> load(Id tree) throws InterruptedException {
    room.acquire();
    try {
      return trees.load(tree);
    } finally {
      room.release();
    }
  }

  private List<Node> load(Level level, int number, Id tree) {
    Ahead first = level.ahead.peekFirst();
    if (first == null || first.number != number) {
      return trees.load(tree);
    }
    level.ahead.removeFirst();
    try {
      return first.nodes.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Causes.cancelled(e);
    } catch (ExecutionException e) {
      throw Causes.failure(e.getCause() == null ? e : e.getCause());
    }
  }
}
