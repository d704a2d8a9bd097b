// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.repository.BlobLocation;
import dev.drydock.mover.repository.BlobType;
import dev.drydock.mover.repository.Id;
import dev.drydock.mover.repository.PackEntry;
import dev.drydock.mover.repository.PackReader;
import dev.drydock.mover.repository.Repository;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Restores the content of some files at once: blobs are read in the order in which packs hold them,
 * several packs at a time, each blob once, and written to wherever it belongs.
 */
final class RestoreBatch {
  private static final Logger LOG = LoggerFactory.getLogger(RestoreBatch.class);

  private final Repository repository;
  private final ReadRoom room;
  private final RestoreSink sink;
  private final InPlace inPlace;
  private final Problems problems;
  private final Finishing finishing;
  private final Progress progress;
  private final AtomicLong bytes;
  private final List<Target> targets = new ArrayList<>();
  private final Map<Id, Map<PackEntry, List<Place>>> packs = new LinkedHashMap<>();

  RestoreBatch(
      Repository repository,
      ReadRoom room,
      RestoreSink sink,
      InPlace inPlace,
      Problems problems,
      Progress progress,
      AtomicLong bytes) {
    this.repository = repository;
    this.room = room;
    this.sink = sink;
    this.inPlace = inPlace;
    this.problems = problems;
    this.finishing = new Finishing(sink, problems);
    this.progress = progress;
    this.bytes = bytes;
  }

  /** A file being restored. */
  private static final class Target {
    final SnapshotPath path;
    final Node node;
    @Nullable RestoreFile file;
    InPlace.Need need = InPlace.Need.CONTENT;
    List<BlobLocation> written = List.of();
    private boolean broken;
    private int missing;

    Target(SnapshotPath path, Node node) {
      this.path = path;
      this.node = node;
    }

    synchronized boolean isBroken() {
      return broken;
    }

    synchronized void expect(int pieces) {
      missing = pieces;
    }

    synchronized void written() {
      missing--;
    }

    synchronized boolean isWhole() {
      return !broken && missing == 0;
    }

    /** Returns whether it was whole until now. */
    synchronized boolean markBroken() {
      boolean first = !broken;
      broken = true;
      return first;
    }
  }

  /** Where a blob belongs. */
  private record Place(Target target, long position) {}

  int size() {
    return targets.size();
  }

  void add(SnapshotPath path, Node node) {
    targets.add(new Target(path, node));
  }

  /**
   * Restores all; returns the paths of those files that are whole. Of the others, and of all when
   * this ends early, nothing is left.
   */
  List<SnapshotPath> run() {
    List<SnapshotPath> whole = new ArrayList<>();
    Deque<Target> unfinished = new ArrayDeque<>(targets);
    try {
      targets.forEach(this::open);
      readAll();
      while (!unfinished.isEmpty()) {
        if (finish(unfinished.getFirst())) {
          whole.add(unfinished.getFirst().path);
        }
        unfinished.removeFirst();
      }
    } finally {
      unfinished.forEach(RestoreBatch::discard);
    }
    return whole;
  }

  private void open(Target target) {
    List<Id> content = target.node.content();
    if (content == null) {
      damaged(target, "the snapshot does not say what it holds");
      return;
    }
    List<BlobLocation> places = new ArrayList<>(content.size());
    long size = 0;
    for (Id id : content) {
      BlobLocation place = repository.index().find(BlobType.DATA, id);
      if (place == null) {
        damaged(target, "the blob " + id + " is missing in the index");
        return;
      }
      places.add(place);
      size += place.entry().contentLength();
    }
    BitSet there;
    try {
      InPlace.Finding found = inPlace.file(target.path, target.node, places, size);
      target.need = found.need();
      if (found.need() != InPlace.Need.CONTENT) {
        progress.advance(size, 0, target.path.toString());
        return;
      }
      RestoreFile file = sink.createFile(target.path, target.node, size);
      target.file = file;
      there = found.local() == null ? new BitSet() : LocalContent.copy(found.local(), places, file);
    } catch (IOException e) {
      unwritable(target, e);
      return;
    }
    target.written = inPlace.options().verify() ? places : List.of();
    target.expect(places.size() - there.cardinality());
    long position = 0;
    for (int i = 0; i < places.size(); i++) {
      BlobLocation place = places.get(i);
      int length = place.entry().contentLength();
      if (there.get(i)) {
        inPlace.reused(length);
        progress.advance(length, 0, target.path.toString());
      } else {
        packs
            .computeIfAbsent(place.pack(), unused -> new HashMap<>())
            .computeIfAbsent(place.entry(), unused -> new ArrayList<>(1))
            .add(new Place(target, position));
      }
      position += length;
    }
  }

  private void readAll() {
    List<Future<?>> pending = new ArrayList<>();
    PackReader reader = new PackReader(repository);
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        for (Map.Entry<Id, Map<PackEntry, List<Place>>> pack : packs.entrySet()) {
          List<PackEntry> entries = new ArrayList<>(pack.getValue().keySet());
          for (PackReader.Range range : PackReader.ranges(pack.getKey(), entries)) {
            int length = range.length();
            room.take(length);
            pending.add(
                executor.submit(
                    () -> {
                      try {
                        reader.read(range, new Writer(pack.getValue()));
                      } finally {
                        room.giveBack(length);
                      }
                    }));
          }
        }
        for (Future<?> future : pending) {
          future.get();
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
  }

  /** Closes a file and applies its metadata; returns whether it is whole. */
  private boolean finish(Target target) {
    if (target.need != InPlace.Need.CONTENT) {
      return finishExisting(target);
    }
    RestoreFile file = target.file;
    if (file == null) {
      return false;
    }
    if (!target.isWhole()) {
      damaged(target, "not all of it was read");
      discard(target);
      return false;
    }
    try {
      if (inPlace.options().verify()) {
        ReadBack.verify(file, target.written);
      }
    } catch (IOException e) {
      altered(target, e);
      discard(target);
      return false;
    }
    try {
      file.close();
    } catch (IOException e) {
      unwritable(target, e);
      discard(target);
      return false;
    }
    try {
      finishing.finish(target.path, target.node);
    } catch (IOException e) {
      unwritable(target, e);
      return false;
    }
    progress.advance(0, 1, target.path.toString());
    return true;
  }

  /** Applies the metadata of a file whose content was there; returns whether it is whole. */
  private boolean finishExisting(Target target) {
    try {
      if (target.need == InPlace.Need.ATTRIBUTES) {
        finishing.finish(target.path, target.node);
      }
    } catch (IOException e) {
      unwritable(target, e);
      return false;
    }
    progress.advance(0, 1, target.path.toString());
    return true;
  }

  private static void discard(Target target) {
    RestoreFile file = target.file;
    if (file == null) {
      return;
    }
    try {
      file.discard();
    } catch (IOException | DrydockException e) {
      LOG.warn("What there is of '{}' could not be removed", target.path, e);
    }
  }

  private void damaged(Target target, String why) {
    if (target.markBroken()) {
      problems.add(Problem.Kind.DAMAGED, target.path, "'" + target.path + "' is damaged: " + why);
    }
  }

  private void altered(Target target, IOException error) {
    if (target.markBroken()) {
      problems.add(
          Problem.Kind.ALTERED,
          target.path,
          "'" + target.path + "' does not read back as it was written: " + Causes.brief(error));
    }
  }

  private void unwritable(Target target, IOException error) {
    if (target.markBroken()) {
      problems.add(
          Problem.Kind.UNWRITABLE,
          target.path,
          "'" + target.path + "' could not be written: " + Causes.brief(error));
    }
  }

  /** Writes blobs to their places. */
  private final class Writer implements PackReader.Receiver {
    private final Map<PackEntry, List<Place>> places;

    Writer(Map<PackEntry, List<Place>> places) {
      this.places = places;
    }

    @Override
    public void content(PackEntry entry, ByteBuffer content) {
      if (content.remaining() != entry.contentLength()) {
        // It was found elsewhere; what follows it in a file would be at the wrong place.
        damaged(entry, "the index has a wrong length of the blob " + entry.id());
        return;
      }
      for (Place place : places.getOrDefault(entry, List.of())) {
        Causes.checkInterrupt(); // one blob may be repeated for as long as a file can be
        RestoreFile file = place.target.file;
        if (file != null && !place.target.isBroken()) {
          try {
            file.write(content.duplicate(), place.position);
            place.target.written();
            bytes.addAndGet(content.remaining());
            progress.advance(content.remaining(), 0, place.target.path.toString());
          } catch (IOException e) {
            unwritable(place.target, e);
          }
        }
      }
    }

    @Override
    public void damaged(PackEntry entry, String message) {
      for (Place place : places.getOrDefault(entry, List.of())) {
        RestoreBatch.this.damaged(place.target, message);
      }
    }
  }
}
