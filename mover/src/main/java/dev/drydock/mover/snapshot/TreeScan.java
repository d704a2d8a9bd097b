// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.repository.Id;
import dev.drydock.mover.repository.Repository;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Visits every tree below some roots once, several at a time, deepest first so that few are
 * waiting.
 */
final class TreeScan {
  /** Sees trees, from several threads. */
  interface Visitor {
    /** A tree and its nodes. */
    void tree(Id id, List<Node> nodes);

    /** A tree that is missing or damaged. */
    void damaged(Id id, DrydockException failure);
  }

  /** Tasks of which the last one added is done first. */
  private static final class Stack extends LinkedBlockingDeque<Runnable> {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean offer(Runnable task) {
      return offerFirst(task);
    }
  }

  private final Trees trees;
  private final Predicate<Id> known;
  private final Visitor visitor;
  private final Set<Id> seen = ConcurrentHashMap.newKeySet();
  private final AtomicLong unfinished = new AtomicLong(1);
  private final CountDownLatch end = new CountDownLatch(1);
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final ThreadPoolExecutor workers;

  private TreeScan(Repository repository, Predicate<Id> known, Visitor visitor) {
    this.trees = new Trees(repository);
    this.known = known;
    this.visitor = visitor;
    int threads = repository.options().connections();
    this.workers =
        new ThreadPoolExecutor(
            threads,
            threads,
            0,
            TimeUnit.SECONDS,
            new Stack(),
            Thread.ofPlatform().daemon().name("tree-scan-", 0).factory());
  }

  /** Visits all trees; returns how many there are. What the visitor throws ends it. */
  static long scan(Repository repository, Collection<Id> roots, Visitor visitor) {
    return scan(repository, roots, tree -> false, visitor);
  }

  /** The same, but without the trees that are known already, and without those below them. */
  static long scan(
      Repository repository, Collection<Id> roots, Predicate<Id> known, Visitor visitor) {
    return new TreeScan(repository, known, visitor).run(roots);
  }

  private long run(Collection<Id> roots) {
    try {
      roots.forEach(this::add);
      finishOne();
      end.await();
      Throwable cause = failure.get();
      if (cause != null) {
        throw Causes.failure(cause);
      }
      return seen.size();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Causes.cancelled(e);
    } finally {
      workers.shutdownNow();
    }
  }

  private void add(Id tree) {
    if (!known.test(tree) && seen.add(tree)) {
      unfinished.incrementAndGet();
      workers.execute(() -> visit(tree));
    }
  }

  private void visit(Id tree) {
    try {
      List<Node> nodes;
      try {
        nodes = trees.load(tree);
      } catch (DrydockException e) {
        if (e.reason() != FailureReason.RepositoryCorrupt) {
          throw e;
        }
        visitor.damaged(tree, e);
        return;
      }
      visitor.tree(tree, nodes);
      for (Node node : nodes) {
        if (node.type() == NodeType.DIRECTORY && node.subtree() != null) {
          add(node.subtree());
        }
      }
    } catch (RuntimeException | Error e) {
      failure.compareAndSet(null, e);
      end.countDown();
    } finally {
      finishOne();
    }
  }

  private void finishOne() {
    if (unfinished.decrementAndGet() == 0) {
      end.countDown();
    }
  }
}
