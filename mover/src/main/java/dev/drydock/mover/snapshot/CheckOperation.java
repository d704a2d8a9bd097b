// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.repository.BlobIndex;
import dev.drydock.mover.repository.BlobType;
import dev.drydock.mover.repository.Id;
import dev.drydock.mover.repository.IndexAudit;
import dev.drydock.mover.repository.LockMode;
import dev.drydock.mover.repository.PackAudit;
import dev.drydock.mover.repository.PackEntry;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.RepositoryLock;
import dev.drydock.mover.storage.FileType;
import dev.drydock.mover.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Checks a repository, under a shared lock: indexes, packs and their sizes, snapshots and their
 * trees; and, as far as asked for, the data of packs. Changes nothing.
 */
public final class CheckOperation {
  private static final int MAX_PROBLEMS = 1000;

  private final Repository repository;
  private final Progress progress;

  /** Checks this repository. */
  public CheckOperation(Repository repository, Progress progress) {
    this.repository = repository;
    this.progress = progress;
  }

  /**
   * Checks.
   *
   * @param readDataPercent share of the packs, chosen at random, that is read, decrypted and
   *     compared with its hashes; 0 to 100
   */
  public CheckResult check(int readDataPercent) {
    if (readDataPercent < 0 || readDataPercent > 100) {
      throw new DrydockException(
          FailureReason.InvalidRequest,
          "A share of " + readDataPercent + " percent is not between 0 and 100.");
    }
    try (RepositoryLock lock = repository.lock(LockMode.SHARED)) {
      return new Run().check(readDataPercent);
    }
  }

  /** One check. */
  private final class Run {
    private final List<String> problems = Collections.synchronizedList(new ArrayList<>());
    private long readBytes;

    CheckResult check(int readDataPercent) {
      // Snapshots before indexes: what a backup adds meanwhile is in the index before its snapshot.
      Set<Id> roots = new HashSet<>();
      long snapshots = loadSnapshots(roots);
      IndexAudit audit = new IndexAudit(repository);
      audit.problems().forEach(this::add);
      checkTrees(roots);
      Map<Id, Long> chosen = choose(audit.packSizes(), readDataPercent);
      readPacks(chosen);
      return new CheckResult(
          List.copyOf(problems),
          audit.notes(),
          snapshots,
          audit.packSizes().size(),
          repository.index().size(),
          chosen.size(),
          readBytes);
    }

    private void add(String problem) {
      if (problems.size() < MAX_PROBLEMS) {
        problems.add(problem);
      }
    }

    private long loadSnapshots(Set<Id> roots) {
      Set<Id> ids = repository.list(FileType.SNAPSHOT).keySet();
      for (Id id : ids) {
        try {
          byte[] json = repository.loadFile(FileType.SNAPSHOT, id);
          roots.add(SnapshotCodec.decode(json).tree());
        } catch (Storage.NotFoundException e) {
          add("The snapshot " + id + " vanished while it was checked.");
        } catch (IOException e) {
          add("The snapshot " + id + " cannot be understood: " + e.getMessage() + ".");
        } catch (DrydockException e) {
          addIfCorrupt(e);
        }
      }
      return ids.size();
    }

    private void checkTrees(Set<Id> roots) {
      BlobIndex index = repository.index();
      TreeScan.scan(
          repository,
          roots,
          new TreeScan.Visitor() {
            @Override
            public void tree(Id id, List<Node> nodes) {
              checkTree(id, nodes, index);
              progress.advance(0, nodes.size(), null);
            }

            @Override
            public void damaged(Id id, DrydockException failure) {
              add(String.valueOf(failure.getMessage()));
            }
          });
    }

    private void checkTree(Id tree, List<Node> nodes, BlobIndex index) {
      ByteString previous = null;
      for (Node node : nodes) {
        String what = "In the tree " + tree.brief() + ", '" + node.name() + "' ";
        if (previous != null && previous.compareTo(node.name()) >= 0) {
          add(what + "is not in order.");
        }
        previous = node.name();
        if (!node.name().isFileName()) {
          add(what + "is no name that a file can have.");
        }
        if (node.type() == NodeType.DIRECTORY && node.subtree() == null) {
          add(what + "is a directory without content.");
        }
        if (node.type() == NodeType.FILE) {
          checkContent(what, node.content(), index);
        }
      }
    }

    private void checkContent(String what, @Nullable List<Id> content, BlobIndex index) {
      if (content == null) {
        add(what + "is a file that does not say what it holds.");
        return;
      }
      for (Id blob : content) {
        if (!index.contains(BlobType.DATA, blob)) {
          add(what + "needs the blob " + blob + ", which is missing.");
        }
      }
    }

    private Map<Id, Long> choose(Map<Id, Long> packSizes, int percent) {
      Set<Id> indexed = repository.index().packs();
      List<Id> packs =
          new ArrayList<>(packSizes.keySet().stream().filter(indexed::contains).toList());
      Collections.shuffle(packs, RandomGenerator.getDefault());
      int count = (int) ((packs.size() * (long) percent + 99) / 100);
      Map<Id, Long> chosen = new HashMap<>();
      packs.subList(0, count).forEach(pack -> chosen.put(pack, packSizes.getOrDefault(pack, 0L)));
      return chosen;
    }

    private void readPacks(Map<Id, Long> sizes) {
      Map<Id, List<PackEntry>> entries = repository.index().entriesOf(sizes.keySet());
      sizes.values().forEach(size -> progress.expect(size, 0));
      PackAudit audit = new PackAudit(repository);
      int threads = repository.isDistant() ? 4 : Runtime.getRuntime().availableProcessors();
      ExecutorService workers =
          Executors.newFixedThreadPool(
              threads, Thread.ofPlatform().daemon().name("check-", 0).factory());
      try {
        List<Future<?>> pending = new ArrayList<>();
        sizes.forEach(
            (pack, size) ->
                pending.add(
                    workers.submit(
                        () -> {
                          audit
                              .verify(pack, size, entries.getOrDefault(pack, List.of()))
                              .forEach(this::add);
                          progress.advance(size, 0, pack.brief());
                        })));
        for (Future<?> future : pending) {
          future.get();
        }
        readBytes = sizes.values().stream().mapToLong(Long::longValue).sum();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw Causes.cancelled(e);
      } catch (ExecutionException e) {
        throw Causes.failure(e.getCause() == null ? e : e.getCause());
      } finally {
        workers.shutdownNow();
      }
    }

    private void addIfCorrupt(DrydockException e) {
      if (e.reason() != FailureReason.RepositoryCorrupt) {
        throw e;
      }
      add(String.valueOf(e.getMessage()));
    }
  }
}
