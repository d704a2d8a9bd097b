// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.repository.Id;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.storage.FileType;
import dev.drydock.mover.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds snapshots of a repository and what is in them. Takes no lock. */
public final class Snapshots {
  private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);
  private static final Comparator<StoredSnapshot> NEWEST_FIRST =
      Comparator.comparing((StoredSnapshot stored) -> stored.snapshot().time().toInstant())
          .reversed()
          .thenComparing(StoredSnapshot::id);

  private final Repository repository;
  private final Trees trees;

  /** Snapshots of this repository. */
  public Snapshots(Repository repository) {
    this.repository = repository;
    this.trees = new Trees(repository);
  }

  /**
   * What can be read of the snapshots.
   *
   * @param snapshots those that can be read, newest first
   * @param problems why others cannot, one sentence each
   */
  public record Readable(List<StoredSnapshot> snapshots, List<String> problems) {
    public Readable {
      snapshots = List.copyOf(snapshots);
      problems = List.copyOf(problems);
    }
  }

  /**
   * All snapshots, newest first: for who decides what may be removed.
   *
   * @throws DrydockException {@code RepositoryCorrupt} if one of them is damaged
   */
  public List<StoredSnapshot> list() {
    return load(
        damage -> {
          throw damage;
        });
  }

  /** The snapshots that can be read, newest first: one that is damaged says nothing of others. */
  public Readable readable() {
    List<String> problems = new ArrayList<>();
    List<StoredSnapshot> snapshots =
        load(
            damage -> {
              LOG.warn("A snapshot is left out: {}", damage.getMessage());
              problems.add(String.valueOf(damage.getMessage()));
            });
    return new Readable(snapshots, problems);
  }

  private List<StoredSnapshot> load(Consumer<DrydockException> damaged) {
    List<StoredSnapshot> snapshots = loadAll(repository.list(FileType.SNAPSHOT).keySet(), damaged);
    snapshots.sort(NEWEST_FIRST);
    // Packs and indexes that these refer to may be younger than the index in memory.
    repository.refreshIndex();
    return snapshots;
  }

  /**
   * The one snapshot that a person means.
   *
   * @param idOrPrefix an id, the unique beginning of one, or {@code latest}
   * @throws DrydockException {@code SnapshotNotFound} if there is none, {@code InvalidRequest} if
   *     there are several
   */
  public StoredSnapshot find(String idOrPrefix) {
    if (idOrPrefix.equals("latest")) {
      return readable().snapshots().stream()
          .findFirst()
          .orElseThrow(
              () ->
                  new DrydockException(
                      FailureReason.SnapshotNotFound,
                      "There is no snapshot at " + repository.location() + " yet."));
    }
    List<Id> matches =
        idOrPrefix.isEmpty()
            ? List.of()
            : repository.list(FileType.SNAPSHOT).keySet().stream()
                .filter(id -> id.hex().startsWith(idOrPrefix))
                .toList();
    if (matches.size() > 1) {
      throw new DrydockException(
          FailureReason.InvalidRequest,
          "The ids of "
              + matches.size()
              + " snapshots begin with '"
              + idOrPrefix
              + "'. Give more digits.");
    }
    Optional<StoredSnapshot> found =
        matches.isEmpty() ? Optional.empty() : load(matches.getFirst());
    repository.refreshIndex();
    return found.orElseThrow(
        () ->
            new DrydockException(
                FailureReason.SnapshotNotFound,
                "There is no snapshot '"
                    + idOrPrefix
                    + "' at "
                    + repository.location()
                    + ". List the snapshots to see which there are."));
  }

  /** The entry at a path of a snapshot; empty if there is none, or the path is the root. */
  public Optional<Node> node(Snapshot snapshot, SnapshotPath path) {
    Id tree = snapshot.tree();
    Node node = null;
    for (ByteString name : path.names()) {
      if (tree == null) {
        return Optional.empty();
      }
      Optional<Node> next =
          trees.load(tree).stream().filter(child -> child.name().equals(name)).findFirst();
      if (next.isEmpty()) {
        return next;
      }
      node = next.get();
      tree = node.subtree();
    }
    return Optional.ofNullable(node);
  }

  /** Entries of a directory of a snapshot, by name. Fails like {@link #walk}. */
  public List<Node> children(Snapshot snapshot, SnapshotPath path) {
    if (path.isRoot()) {
      return trees.load(snapshot.tree());
    }
    Id subtree = require(snapshot, path).subtree();
    return subtree == null ? List.of() : trees.load(subtree);
  }

  /**
   * Visits what is at a path and all below it: directories before what is in them, by name.
   *
   * @throws DrydockException {@code SnapshotNotFound} if the snapshot lacks the path; {@code
   *     RepositoryCorrupt} if a tree is damaged, or is deeper than a directory can be
   */
  public void walk(Snapshot snapshot, SnapshotPath path, NodeVisitor visitor) {
    if (path.isRoot()) {
      TreeWalk.walk(repository, path, snapshot.tree(), visitor::visit);
      return;
    }
    Node node = require(snapshot, path);
    if (visitor.visit(path, node) && node.subtree() != null) {
      TreeWalk.walk(repository, path, node.subtree(), visitor::visit);
    }
  }

  Node require(Snapshot snapshot, SnapshotPath path) {
    return node(snapshot, path)
        .orElseThrow(
            () ->
                new DrydockException(
                    FailureReason.SnapshotNotFound,
                    "The snapshot of "
                        + GoTimes.format(snapshot.time())
                        + " has no '"
                        + path
                        + "'. List its files to see what it has."));
  }

  private List<StoredSnapshot> loadAll(Collection<Id> ids, Consumer<DrydockException> damaged) {
    Semaphore room = new Semaphore(repository.options().connections());
    List<StoredSnapshot> snapshots = new ArrayList<>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Optional<StoredSnapshot>>> pending = new ArrayList<>();
      for (Id id : ids) {
        pending.add(
            executor.submit(
                () -> {
                  room.acquire();
                  try {
                    return load(id);
                  } finally {
                    room.release();
                  }
                }));
      }
      try {
        for (Future<Optional<StoredSnapshot>> future : pending) {
          get(future, damaged).ifPresent(snapshots::add);
        }
      } catch (InterruptedException e) {
        executor.shutdownNow();
        Thread.currentThread().interrupt();
        throw Causes.cancelled(e);
      } catch (ExecutionException e) {
        executor.shutdownNow();
        throw Causes.failure(e.getCause() == null ? e : e.getCause());
      }
    }
    return snapshots;
  }

  /** What was loaded; empty if it is damaged, which is told. */
  private static Optional<StoredSnapshot> get(
      Future<Optional<StoredSnapshot>> future, Consumer<DrydockException> damaged)
      throws InterruptedException, ExecutionException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof DrydockException failure
          && failure.reason() == FailureReason.RepositoryCorrupt) {
        damaged.accept(failure);
        return Optional.empty();
      }
      throw e;
    }
  }

  /** A snapshot; empty if it was removed since it was listed. */
  private Optional<StoredSnapshot> load(Id id) {
    try {
      byte[] json = repository.loadFile(FileType.SNAPSHOT, id);
      return Optional.of(new StoredSnapshot(id, SnapshotCodec.decode(json)));
    } catch (Storage.NotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new DrydockException(
          FailureReason.RepositoryCorrupt,
          "The snapshot " + id + " cannot be understood: " + e.getMessage() + ".",
          e);
    }
  }
}
