// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.repository.Id;
import dev.drydock.mover.repository.LockMode;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.RepositoryLock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Looks for entries of snapshots, under a shared lock. What is damaged is reported, and all else is
 * looked through. Interrupting the calling thread cancels it with {@code Cancelled}.
 */
public final class FindOperation {
  /** Is given what was found, by the thread that looks for it. */
  @FunctionalInterface
  public interface Receiver {
    /** An entry that matches. */
    void found(StoredSnapshot stored, SnapshotPath path, Node node);
  }

  private final Repository repository;
  private final Progress progress;

  /** Looks for entries in this repository. */
  public FindOperation(Repository repository, Progress progress) {
    this.repository = repository;
    this.progress = progress;
  }

  /**
   * Looks through snapshots, one after the other.
   *
   * @return directories that could not be looked through because they are missing or damaged, the
   *     first 1000
   */
  public List<Problem> find(
      FindRequest request, List<StoredSnapshot> snapshots, Receiver receiver) {
    Problems problems = new Problems();
    Set<Id> barren = new HashSet<>();
    try (RepositoryLock lock = repository.lock(LockMode.SHARED)) {
      for (StoredSnapshot stored : snapshots) {
        TreeWalk.walk(
            repository,
            SnapshotPath.ROOT,
            stored.snapshot().tree(),
            new Finder(request, stored, receiver, barren, problems));
      }
    }
    return problems.list();
  }

  private final class Finder implements TreeWalk.Visitor {
    private final FindRequest request;
    private final StoredSnapshot stored;
    private final Receiver receiver;
    private final Set<Id> barren;
    private final Problems problems;

    /** For each directory that the walk is in, whether something in it is to be seen again. */
    private final Deque<Boolean> fertile = new ArrayDeque<>(List.of(false));

    Finder(
        FindRequest request,
        StoredSnapshot stored,
        Receiver receiver,
        Set<Id> barren,
        Problems problems) {
      this.request = request;
      this.stored = stored;
      this.receiver = receiver;
      this.barren = barren;
      this.problems = problems;
    }

    @Override
    public boolean visit(SnapshotPath path, Node node) {
      progress.advance(0, 1, path.toString());
      if (request.matches(path, node)) {
        receiver.found(stored, path, node);
        markFertile();
      }
      if (node.type() != NodeType.DIRECTORY || !mayEnter(path, node)) {
        return false;
      }
      fertile.addLast(false);
      return true;
    }

    @Override
    public boolean mayEnter(SnapshotPath path, Node directory) {
      return !barren.contains(directory.subtree()) && request.mayMatchBelow(path);
    }

    @Override
    public void leave(Node directory) {
      if (fertile.removeLast()) {
        markFertile();
      } else if (request.isIndependentOfPlace()) {
        barren.add(Objects.requireNonNull(directory.subtree()));
      }
    }

    @Override
    public void damaged(SnapshotPath path, DrydockException failure) {
      problems.add(
          Problem.Kind.DAMAGED,
          path,
          "'"
              + path
              + "' of the snapshot "
              + stored.id().brief()
              + " could not be looked through: "
              + failure.getMessage());
      if (!path.isRoot()) {
        fertile.removeLast(); // the walk did not go into it
        markFertile();
      }
    }

    private void markFertile() {
      fertile.removeLast();
      fertile.addLast(true);
    }
  }
}
