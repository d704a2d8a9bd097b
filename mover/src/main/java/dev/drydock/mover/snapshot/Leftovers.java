// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import dev.drydock.mover.repository.Id;
import dev.drydock.mover.repository.Repository;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Removes from a target what the snapshot does not have: within what is selected and was backed up
 * as a whole, never what is on another filesystem, and directories only when nothing is left in
 * them. Not by recursion, for trees may be deeper than a stack.
 */
final class Leftovers {
  private static final ByteString LOST_AND_FOUND = ByteString.of("lost+found");

  private final Trees trees;
  private final ExistingTree tree;
  private final RestoreSink sink;
  private final InPlace inPlace;
  private final Problems problems;
  private final Deque<Level> levels = new ArrayDeque<>();

  Leftovers(
      Repository repository,
      ExistingTree tree,
      RestoreSink sink,
      InPlace inPlace,
      Problems problems) {
    this.trees = new Trees(repository);
    this.tree = tree;
    this.sink = sink;
    this.inPlace = inPlace;
    this.problems = problems;
  }

  /** A directory of the target; with what the snapshot has of it, unless that has nothing. */
  private static final class Level {
    final SnapshotPath path;
    final @Nullable Metadata leftover;
    final Iterator<SourceEntry> rest;
    final Map<ByteString, Node> wanted = new HashMap<>();
    final long device;
    final boolean in;
    final boolean whole;
    boolean keepsSomething;

    Level(
        SnapshotPath path,
        @Nullable Metadata leftover,
        List<SourceEntry> entries,
        long device,
        boolean in,
        boolean whole) {
      this.path = path;
      this.leftover = leftover;
      this.rest = entries.iterator();
      this.device = device;
      this.in = in;
      this.whole = whole;
    }
  }

  /** Removes what is not in a tree, which is that of the target's root. */
  void remove(Id root) {
    enter(SnapshotPath.ROOT, null, root, false);
    while (!levels.isEmpty()) {
      Causes.checkInterrupt();
      Level level = levels.getLast();
      if (level.rest.hasNext()) {
        visit(level, level.rest.next().name());
      } else {
        levels.removeLast();
        leave(level);
      }
    }
  }

  private void visit(Level level, ByteString name) {
    SnapshotPath path = level.path.resolve(name);
    Node node = level.wanted.get(name);
    try {
      Metadata there = tree.at(path).metadata();
      boolean directory = there.type() == NodeType.DIRECTORY;
      Selection.Choice choice = inPlace.options().selection().choose(path, directory, level.in);
      boolean stays = !level.whole || isOfTheFilesystem(path, directory);
      if (choice == Selection.Choice.OUT || (node == null && stays)) {
        level.keepsSomething = true;
      } else if (node != null) {
        level.keepsSomething = true;
        if (directory && node.subtree() != null) {
          enter(path, null, node.subtree(), choice == Selection.Choice.IN);
        }
      } else if (directory) {
        if (there.device() != level.device) {
          throw new IOException("another filesystem is mounted there; unmount it first");
        }
        enter(path, there, null, choice == Selection.Choice.IN);
      } else {
        if (!inPlace.options().dryRun()) {
          sink.remove(path);
        }
        inPlace.removed(path, there);
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      // It is gone, or was none: in a dry run what is there is not what will be.
    } catch (IOException e) {
      level.keepsSomething = true;
      unremovable(path, e);
    }
  }

  private void enter(
      SnapshotPath path, @Nullable Metadata leftover, @Nullable Id subtree, boolean in) {
    try {
      SourceEntry directory = tree.at(path);
      Level level =
          new Level(
              path,
              leftover,
              directory.children(),
              directory.metadata().device(),
              in,
              inPlace.isWhole(path));
      if (subtree != null) {
        trees.load(subtree).forEach(node -> level.wanted.put(node.name(), node));
      }
      levels.addLast(level);
    } catch (NoSuchFileException | NotDirectoryException e) {
      // A dry run did not make it.
    } catch (IOException e) {
      unremovable(path, e);
      if (!levels.isEmpty()) {
        levels.getLast().keepsSomething = true;
      }
    }
  }

  private void leave(Level level) {
    if (level.leftover == null) {
      return;
    }
    try {
      if (level.in && !level.keepsSomething) {
        if (!inPlace.options().dryRun()) {
          sink.removeDirectory(level.path);
        }
        inPlace.removed(level.path, level.leftover);
        return;
      }
    } catch (IOException e) {
      unremovable(level.path, e);
    }
    levels.getLast().keepsSomething = true;
  }

  /** What a new filesystem has by itself. */
  private static boolean isOfTheFilesystem(SnapshotPath path, boolean directory) {
    return directory && path.names().size() == 1 && path.name().equals(LOST_AND_FOUND);
  }

  private void unremovable(SnapshotPath path, IOException error) {
    problems.add(
        Problem.Kind.UNWRITABLE,
        path,
        "'" + path + "' could not be removed: " + Causes.brief(error));
  }

  /** The first entry below a directory of the target that is not selected; null if all are. */
  static @Nullable SnapshotPath firstToKeep(
      ExistingTree tree, Selection selection, SnapshotPath directory) throws IOException {
    Deque<SnapshotPath> ahead = new ArrayDeque<>(List.of(directory));
    while (!ahead.isEmpty()) {
      SnapshotPath path = ahead.removeLast();
      for (SourceEntry child : tree.at(path).children()) {
        SnapshotPath below = path.resolve(child.name());
        boolean isDirectory = child.metadata().type() == NodeType.DIRECTORY;
        if (selection.choose(below, isDirectory, true) != Selection.Choice.IN) {
          return below;
        }
        if (isDirectory) {
          ahead.addLast(below);
        }
      }
    }
    return null;
  }
}
