// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.repository.BlobWriter;
import dev.drydock.mover.repository.Id;
import dev.drydock.mover.repository.LockMode;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.RepositoryLock;
import dev.drydock.mover.storage.FileType;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes snapshots, under a shared lock. Interrupting the calling thread cancels it with {@code
 * Cancelled}; the repository is then as before, but for data that the next prune removes.
 */
public final class BackupOperation {
  private static final String PROGRAM = "drydock 0.1.0";

  private final Repository repository;
  private final Progress progress;
  private final Snapshots snapshots;

  /** Backs up to this repository. */
  public BackupOperation(Repository repository, Progress progress) {
    this.repository = repository;
    this.progress = progress;
    this.snapshots = new Snapshots(repository);
  }

  /**
   * Makes a snapshot of one or several trees.
   *
   * @throws DrydockException {@code SourceUnreadable} if the root of a target cannot be read;
   *     {@code SourceEmpty} as the request says
   */
  public BackupResult backUp(BackupRequest request, List<BackupTarget> targets) {
    verify(targets);
    try (RepositoryLock lock = repository.lock(LockMode.SHARED)) {
      List<String> paths = targets.stream().map(target -> target.path().toString()).toList();
      StoredSnapshot parent = findParent(request, paths);
      ForeseenProgress foreseen = new ForeseenProgress(progress);
      try (Session session = new Session(request, foreseen);
          SourceScan scan = foresee(targets, parent, foreseen)) {
        TreeMap<SnapshotPath, Node> nodes = new TreeMap<>(MadeUpTree.ORDER);
        for (BackupTarget target : targets) {
          Node before = parent == null ? null : find(parent.snapshot(), target.path());
          nodes.put(target.path(), session.trees.save(target, before));
        }
        foreseen.end();
        session.verify(nodes);
        return session.finish(nodes, parent);
      }
    }
  }

  /**
   * Makes a snapshot of one file of mode 0600, whose content is a stream. Parent and fullness of
   * the request do not matter.
   *
   * @param path where the snapshot shows the file
   * @param content read to its end, not closed
   * @param check whether the stream is complete; if not, there is no snapshot
   */
  public BackupResult backUpStream(
      BackupRequest request, SnapshotPath path, InputStream content, CompletionCheck check) {
    try (RepositoryLock lock = repository.lock(LockMode.SHARED);
        Session session = new Session(request, progress)) {
      String shown = path.toString();
      ContentArchiver.Content saved =
          session.contents.save(
              (buffer, offset, length) -> {
                int read = content.read(buffer, offset, length);
                progress.advance(Math.max(0, read), 0, shown);
                return read;
              });
      check.verify(saved.size());
      session.counters.file(null, saved.blobs(), saved.size());
      progress.advance(0, 1, shown);
      Metadata metadata = Metadata.synthetic(NodeType.FILE, 0600, saved.size(), request.time());
      TreeMap<SnapshotPath, Node> nodes = new TreeMap<>(MadeUpTree.ORDER);
      nodes.put(path, new Node(path.name(), metadata, saved.blobs(), null));
      return session.finish(nodes, null);
    } catch (IOException e) {
      throw new DrydockException(
          FailureReason.SourceUnreadable,
          "The stream for '" + path + "' broke off: " + Causes.brief(e) + ".",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Causes.cancelled(e);
    }
  }

  /** What a parent has at a path; null if it has nothing, or if a tree above it is damaged. */
  private @Nullable Node find(Snapshot parent, SnapshotPath path) {
    try {
      return snapshots.node(parent, path).orElse(null);
    } catch (DrydockException e) {
      Trees.warnIfDamaged(e);
      return null;
    }
  }

  /** Says how much is ahead: about as much as in the parent, or what a scan finds. */
  private static @Nullable SourceScan foresee(
      List<BackupTarget> targets, @Nullable StoredSnapshot parent, ForeseenProgress progress) {
    SnapshotSummary summary = parent == null ? null : parent.snapshot().summary();
    if (summary == null) {
      return SourceScan.start(targets.stream().map(BackupTarget::source).toList(), progress);
    }
    progress.foresee(summary.totalBytesProcessed(), summary.totalFilesProcessed());
    return null;
  }

  private static void verify(List<BackupTarget> targets) {
    for (BackupTarget target : targets) {
      for (BackupTarget other : targets) {
        if (target.path().isRoot() || (target != other && target.path().startsWith(other.path()))) {
          throw new DrydockException(
              FailureReason.InvalidRequest,
              "'" + target.path() + "' is within '" + other.path() + "'. Name one of them only.");
        }
      }
    }
    if (targets.isEmpty()) {
      throw new DrydockException(FailureReason.InvalidRequest, "There is nothing to back up.");
    }
  }

  private @Nullable StoredSnapshot findParent(BackupRequest request, List<String> paths) {
    if (request.full()) {
      return null;
    }
    Id wanted = request.parent();
    if (wanted != null) {
      return snapshots.find(wanted.hex());
    }
    Optional<StoredSnapshot> newest =
        snapshots.readable().snapshots().stream()
            .filter(stored -> stored.snapshot().hostname().equals(request.hostname()))
            .filter(stored -> stored.snapshot().paths().equals(paths))
            .filter(stored -> !stored.snapshot().time().toInstant().isAfter(request.time()))
            .findFirst();
    return newest.orElse(null);
  }

  /** What one backup needs while it runs. */
  private final class Session implements AutoCloseable {
    private final BackupRequest request;
    private final Instant start = repository.options().clock().instant();
    private final BackupCounters counters = new BackupCounters();
    private final Problems problems = new Problems();
    private final BlobWriter writer;
    private final ContentArchiver contents;
    private final TreeArchiver trees;

    Session(BackupRequest request, Progress progress) {
      this.request = request;
      this.writer = request.full() ? repository.auditingWriter() : repository.writer();
      this.contents = new ContentArchiver(repository, writer, counters);
      FileArchiver files = new FileArchiver(contents, counters, problems, progress);
      this.trees = new TreeArchiver(repository, writer, files, counters, progress);
    }

    /** Fails when there is nothing in the snapshot, or less than the request allows. */
    void verify(TreeMap<SnapshotPath, Node> nodes) {
      Problem loss = problems.firstLoss();
      if (loss != null && request.failOnProblems()) {
        throw new DrydockException(
            FailureReason.SourceUnreadable,
            loss.message()
                + (problems.count() > 1 ? ", and " + (problems.count() - 1) + " more" : "")
                + ". No snapshot was made.");
      }
      nodes.forEach(
          (path, node) -> {
            Id subtree = node.subtree();
            boolean empty = subtree != null && trees.isEmpty(subtree);
            if (empty && loss != null) {
              throw new DrydockException(
                  FailureReason.SourceUnreadable,
                  loss.message() + ". Nothing else is in '" + path + "'; no snapshot was made.");
            }
            if (empty && !request.mayBeEmpty()) {
              throw new DrydockException(
                  FailureReason.SourceEmpty,
                  "'"
                      + path
                      + "' is empty, so no snapshot was made. If that is right, allow it; if not,"
                      + " check that the right directory is mounted.");
            }
          });
    }

    BackupResult finish(TreeMap<SnapshotPath, Node> nodes, @Nullable StoredSnapshot parent) {
      Id root = MadeUpTree.save(nodes, request.time(), trees);
      writer.flush();
      Causes.checkInterrupt();
      SnapshotSummary summary = counters.summary(start, repository.options().clock().instant());
      List<String> paths = new ArrayList<>();
      nodes.keySet().forEach(path -> paths.add(path.toString()));
      String username = request.username();
      Snapshot snapshot =
          new Snapshot(
              request.time().atOffset(ZoneOffset.UTC),
              parent == null ? null : parent.id(),
              root,
              paths,
              request.hostname(),
              username == null ? "" : username,
              0,
              0,
              request.excludes(),
              request.tags(),
              null,
              PROGRAM,
              summary);
      Id id = repository.saveFile(FileType.SNAPSHOT, SnapshotCodec.encode(snapshot));
      return new BackupResult(
          new StoredSnapshot(id, snapshot), summary, problems.list(), problems.count());
    }

    @Override
    public void close() {
      trees.close();
      contents.close();
      writer.close();
    }
  }
}
