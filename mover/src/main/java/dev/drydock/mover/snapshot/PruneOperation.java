// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.repository.BlobIndex;
import dev.drydock.mover.repository.BlobType;
import dev.drydock.mover.repository.HeldFiles;
import dev.drydock.mover.repository.Id;
import dev.drydock.mover.repository.LockMode;
import dev.drydock.mover.repository.PrunePlan;
import dev.drydock.mover.repository.Pruner;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.RepositoryLock;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Removes data that no snapshot needs, under an exclusive lock. Killing it at any point leaves a
 * sound repository.
 */
public final class PruneOperation {
  private final Repository repository;
  private final Progress progress;

  /** Prunes this repository. */
  public PruneOperation(Repository repository, Progress progress) {
    this.repository = repository;
    this.progress = progress;
  }

  /**
   * Prunes.
   *
   * @param maxUnusedPercent share of unused bytes that may stay, 0 to 100; 5 is right for most
   * @param dryRun true: only says what would be done
   * @throws DrydockException {@code RepositoryCorrupt} if data that a snapshot needs is missing;
   *     nothing is removed then
   */
  public PruneResult prune(int maxUnusedPercent, boolean dryRun) {
    return prune(maxUnusedPercent, dryRun, Set.of());
  }

  /** What pruning would do if these snapshots were forgotten before. */
  public PruneResult planWithout(Set<Id> forgotten, int maxUnusedPercent) {
    return prune(maxUnusedPercent, true, forgotten);
  }

  private PruneResult prune(int maxUnusedPercent, boolean dryRun, Set<Id> forgotten) {
    if (maxUnusedPercent < 0 || maxUnusedPercent > 100) {
      throw new DrydockException(
          FailureReason.InvalidRequest,
          "A share of " + maxUnusedPercent + " percent is not between 0 and 100.");
    }
    try (RepositoryLock lock = repository.lock(LockMode.EXCLUSIVE)) {
      Set<Id> seen = new HashSet<>();
      Set<Id> roots = new HashSet<>();
      for (StoredSnapshot stored : new Snapshots(repository).list()) {
        seen.add(stored.id());
        if (!forgotten.contains(stored.id())) {
          roots.add(stored.snapshot().tree());
        }
      }
      Pruner pruner = new Pruner(repository, bytes -> progress.advance(bytes, 0, null));
      Map<Id, Long> sizes = repository.packSizes();
      PrunePlan plan = plan(roots, sizes, maxUnusedPercent, () -> pruner.verifyComplete(seen));
      if (dryRun) {
        return new PruneResult(
            plan.remove().size() + plan.repack().size(),
            plan.repack().size(),
            plan.keep().size(),
            plan.bytesRemoved() - plan.bytesToMove(),
            plan.bytesLeftUnused(),
            HeldFiles.NONE);
      }
      progress.expect(plan.bytesToMove(), 0);
      Pruner.Done done = pruner.execute(plan, seen);
      long removed = done.removed().stream().mapToLong(id -> sizes.getOrDefault(id, 0L)).sum();
      return new PruneResult(
          done.removed().size(),
          plan.repack().size(),
          plan.keep().size(),
          removed - done.bytesAdded(),
          plan.bytesLeftUnused(),
          done.held());
    }
  }

  private PrunePlan plan(
      Set<Id> roots, Map<Id, Long> sizes, int maxUnusedPercent, Runnable verifyComplete) {
    try {
      BitSet used = findUsed(roots);
      Causes.checkInterrupt();
      return PrunePlan.make(repository.index(), used, sizes, maxUnusedPercent);
    } catch (DrydockException e) {
      if (e.reason() == FailureReason.RepositoryCorrupt) {
        verifyComplete.run(); // an index that was not listed is no damage
      }
      throw e;
    }
  }

  /** Numbers of the index entries of all blobs that snapshots need. */
  private BitSet findUsed(Set<Id> roots) {
    BlobIndex index = repository.index();
    BitSet used = new BitSet(index.size());
    TreeScan.scan(
        repository,
        roots,
        new TreeScan.Visitor() {
          @Override
          public void tree(Id id, List<Node> nodes) {
            mark(BlobType.TREE, id);
            for (Node node : nodes) {
              List<Id> content = node.content();
              if (node.type() == NodeType.FILE && content != null) {
                content.forEach(blob -> mark(BlobType.DATA, blob));
              }
            }
            progress.advance(0, nodes.size(), null);
          }

          @Override
          public void damaged(Id id, DrydockException failure) {
            throw missing("tree " + id + " (" + failure.getMessage() + ")");
          }

          private void mark(BlobType type, Id id) {
            int number = index.number(type, id);
            if (number < 0) {
              throw missing("blob " + id);
            }
            synchronized (used) {
              used.set(number);
            }
          }
        });
    return used;
  }

  private DrydockException missing(String what) {
    return new DrydockException(
        FailureReason.RepositoryCorrupt,
        "A snapshot of the repository at "
            + repository.location()
            + " needs the "
            + what
            + ", which is missing or damaged. Nothing was removed. Run a check, and forget the"
            + " snapshots that it names or repair the repository.");
  }
}
