// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.repository.BlobIndex;
import dev.drydock.mover.repository.BlobTransfer;
import dev.drydock.mover.repository.BlobWriter;
import dev.drydock.mover.repository.Id;
import dev.drydock.mover.repository.LockMode;
import dev.drydock.mover.repository.PackEntry;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.RepositoryLock;
import dev.drydock.mover.storage.FileType;
import dev.drydock.mover.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/**
 * Copies snapshots from one repository to another, under shared locks on both. Blobs are moved as
 * they are, trees too: to write a tree anew could change its hash. A snapshot is written after all
 * that it needs is durable and in an index. Interrupting the calling thread cancels it with {@code
 * Cancelled}; what was copied by then stays, and the next copy goes on from there.
 */
public final class CopyOperation {
  /** Packs that are filled before snapshots are finished: few small packs, little done twice. */
  private static final int PACKS_AT_ONCE = 8;

  private static final Comparator<StoredSnapshot> OLDEST_FIRST =
      Comparator.comparing((StoredSnapshot stored) -> stored.snapshot().time().toInstant())
          .thenComparing(StoredSnapshot::id);

  private final Repository source;
  private final Repository destination;
  private final Progress progress;

  /** Copies from one repository to the other. */
  public CopyOperation(Repository source, Repository destination, Progress progress) {
    this.source = source;
    this.destination = destination;
    this.progress = progress;
  }

  /**
   * Copies snapshots of the source, the oldest first, unless the destination has copies of them. A
   * snapshot of which something is damaged is not copied; the others are.
   *
   * @throws DrydockException {@code InvalidRequest} if both are the same repository
   */
  public CopyResult copy(Collection<StoredSnapshot> chosen) {
    if (source.id().equals(destination.id())) {
      throw new DrydockException(
          FailureReason.InvalidRequest,
          "The repositories at "
              + source.location()
              + " and "
              + destination.location()
              + " are the same one. Name another one to copy to.");
    }
    try (RepositoryLock reading = source.lock(LockMode.SHARED);
        RepositoryLock writing = destination.lock(LockMode.SHARED)) {
      SnapshotCopies copies = new SnapshotCopies(new Snapshots(destination).readable().snapshots());
      try (BlobWriter writer = destination.writer()) {
        Run run = new Run(copies, writer);
        chosen.stream().sorted(OLDEST_FIRST).forEach(run::copy);
        return run.finish();
      }
    }
  }

  /** A snapshot of which the writer has all, and its JSON. */
  private record Pending(StoredSnapshot stored, byte[] json) {}

  /** One copy. */
  private final class Run {
    private final SnapshotCopies copies;
    private final BlobWriter writer;
    private final BlobIndex from = source.index();
    private final BlobIndex to = destination.index();
    private final BitSet moved = new BitSet();
    private final Set<Id> wholeTrees = new HashSet<>();
    private final List<Pending> pending = new ArrayList<>();
    private final List<CopyResult.Copy> copied = new ArrayList<>();
    private final List<CopyResult.Copy> present = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final LongAdder blobs = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private long unflushed;

    Run(SnapshotCopies copies, BlobWriter writer) {
      this.copies = copies;
      this.writer = writer;
    }

    void copy(StoredSnapshot stored) {
      Causes.checkInterrupt();
      Optional<Id> copy = copies.find(stored);
      if (copy.isPresent()) {
        present.add(new CopyResult.Copy(stored.id(), copy.get()));
        return;
      }
      byte[] json;
      try {
        json = source.loadFile(FileType.SNAPSHOT, stored.id());
      } catch (Storage.NotFoundException e) {
        fail(stored, "It was removed meanwhile.");
        return;
      }
      MissingBlobs missing = new MissingBlobs(from, to, moved, progress);
      TreeScan.scan(source, List.of(stored.snapshot().tree()), wholeTrees::contains, missing);
      if (missing.problem() == null) {
        transfer(stored, missing);
      }
      String problem = missing.problem();
      if (problem != null) {
        fail(stored, problem);
        return;
      }
      moved.or(missing.numbers());
      wholeTrees.addAll(missing.trees());
      pending.add(new Pending(stored, json));
      if (unflushed >= (long) PACKS_AT_ONCE * destination.options().packSize()) {
        savePending();
      }
    }

    CopyResult finish() {
      savePending();
      return new CopyResult(copied, present, problems, blobs.sum(), bytes.sum());
    }

    private void transfer(StoredSnapshot stored, MissingBlobs missing) {
      Map<Id, List<PackEntry>> packs = missing.byPack();
      long expected = 0;
      for (List<PackEntry> entries : packs.values()) {
        for (PackEntry entry : entries) {
          expected += entry.length();
        }
      }
      progress.expect(expected, 0);
      unflushed += expected;
      String current = "snapshot " + stored.id().brief();
      new BlobTransfer(
              source,
              writer,
              new BlobTransfer.Listener() {
                @Override
                public void moved(PackEntry entry) {
                  blobs.increment();
                  bytes.add(entry.length());
                  progress.advance(entry.length(), 0, current);
                }

                @Override
                public void damaged(PackEntry entry, String message) {
                  missing.fail(message);
                  progress.expect(-entry.length(), 0);
                }
              })
          .transfer(packs);
    }

    private void savePending() {
      writer.flush();
      unflushed = 0;
      for (Pending next : pending) {
        Causes.checkInterrupt();
        StoredSnapshot stored = next.stored;
        Optional<Id> copy = copies.find(stored);
        if (copy.isPresent()) { // the source has it twice
          present.add(new CopyResult.Copy(stored.id(), copy.get()));
        } else {
          save(stored, next.json);
        }
      }
      pending.clear();
    }

    private void save(StoredSnapshot stored, byte[] json) {
      byte[] copy;
      Snapshot snapshot;
      try {
        copy = SnapshotCodec.encodeCopy(json, stored.id());
        snapshot = SnapshotCodec.decode(copy);
      } catch (IOException e) {
        fail(stored, "It cannot be understood: " + e.getMessage() + ".");
        return;
      }
      Id id = destination.saveFile(FileType.SNAPSHOT, copy);
      copies.add(new StoredSnapshot(id, snapshot));
      copied.add(new CopyResult.Copy(stored.id(), id));
    }

    private void fail(StoredSnapshot stored, String why) {
      problems.add("The snapshot " + stored.id().brief() + " was not copied. " + why);
    }
  }
}
