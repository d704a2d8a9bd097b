// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.job.swap;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.snapshot.ByteString;
import dev.drydock.mover.snapshot.SnapshotPath;
import java.io.IOException;

/**
 * One swap within one root. A volume's root cannot be renamed, so its entries are. Four states
 * follow each other, and which one it is shows in the names that are there:
 *
 * <ol>
 *   <li>READY: {@code restored} is there, {@code previous} is not. Nothing was moved.
 *   <li>MOVING_OUT: both are there. Entries of the root are on their way to {@code previous}.
 *   <li>MOVING_IN: {@code restored} was renamed to {@code applying}. Entries of it are on their way
 *       to the root.
 *   <li>APPLIED: only {@code previous} is there.
 * </ol>
 *
 * A swap may be about some entries of the root only, or leave out directories below it: a directory
 * above one that stays is not moved but parted, its other entries moving one by one.
 *
 * <p>Nothing is touched that belongs to another swap, and nothing is applied beside one that is not
 * complete: who rolls back last would bring back half of each.
 *
 * <p>Apply goes forwards, RollBack goes backwards, each from whatever state it finds. Commit
 * renames {@code previous} to {@code removing} before it removes anything, so that nobody goes back
 * to half of what was there.
 */
final class TreeSwap {
  private enum State {
    NOTHING,
    READY,
    MOVING_OUT,
    MOVING_IN,
    APPLIED,
    COMMITTING
  }

  private final Volume volume;
  private final Names names;
  private final Extent extent;
  private final SnapshotPath restored;
  private final SnapshotPath applying;
  private final SnapshotPath staging;
  private final SnapshotPath previous;
  private final SnapshotPath removing;

  TreeSwap(Volume volume, Names names, Extent extent) {
    this.volume = volume;
    this.names = names;
    this.extent = extent;
    this.restored = SnapshotPath.ROOT.resolve(names.restored());
    this.applying = SnapshotPath.ROOT.resolve(names.applying());
    this.staging = SnapshotPath.ROOT.resolve(names.staging());
    this.previous = SnapshotPath.ROOT.resolve(names.previous());
    this.removing = SnapshotPath.ROOT.resolve(names.removing());
  }

  /**
   * Puts what was restored in the place of what is there.
   *
   * @param mirror false: what is there and not in the restored tree stays
   */
  void apply(boolean mirror) throws IOException {
    switch (state()) {
      case NOTHING, COMMITTING ->
          throw new DrydockException(
              FailureReason.InvalidRequest,
              "there is no directory " + names.restored() + " to swap in; restore first");
      case READY -> {
        refuseUnfinished();
        refuseStrangers();
        refuseMountPoints();
        for (SnapshotPath kept : extent.kept()) {
          remove(restored.resolve(kept));
        }
        if (!mirror) {
          dropStaging();
          new Completion(volume, names, extent).complete();
        }
        volume.sync(); // what was restored must outlive a crash before what was there goes
        stage(SnapshotPath.ROOT, previous);
        moveOut();
      }
      case MOVING_OUT -> {
        refuseUnfinished();
        moveOut();
      }
      case MOVING_IN -> moveIn();
      case APPLIED -> {}
    }
  }

  private void refuseUnfinished() throws IOException {
    for (ByteString name : volume.names(SnapshotPath.ROOT)) {
      if (names.isOfUnfinishedSwap(name)) {
        throw new DrydockException(
            FailureReason.TargetNotEmpty,
            "the directory %s of another restore is there, with what that one replaced; move its content one level up if it is still wanted, remove the directory, and restore again"
                .formatted(name));
      }
    }
  }

  /** An entry that is not to be swapped would replace what stays. */
  private void refuseStrangers() throws IOException {
    for (ByteString name : volume.names(restored)) {
      if (!extent.holds(name)) {
        throw new DrydockException(
            FailureReason.InvalidRequest,
            "%s was restored into %s, but is not to be swapped".formatted(name, names.restored()));
      }
    }
  }

  /** What is mounted would move along with the directory above it, and be removed with that. */
  private void refuseMountPoints() throws IOException {
    for (SnapshotPath point : volume.mountPoints()) {
      if (!names.isReserved(point.names().getFirst()) && extent.moves(point)) {
        throw new DrydockException(
            FailureReason.TargetUnwritable,
            "another filesystem is mounted at %s in it and cannot be replaced by renaming; nothing was changed. Unmount it, restore again, and move its data to it afterwards"
                .formatted(point));
      }
    }
  }

  private void moveOut() throws IOException {
    moveAll(SnapshotPath.ROOT, previous);
    volume.sync();
    volume.rename(restored, applying);
    moveIn();
  }

  private void moveIn() throws IOException {
    volume.keepingTimes(applying, () -> moveAll(applying, SnapshotPath.ROOT));
    if (extent.isWhole()) {
      volume.copyMetadata(applying, SnapshotPath.ROOT);
    } else if (volume.names(previous).isEmpty()) {
      // Nothing was there, so nothing happened here since the backup; whose it is stays
      volume.copyTimes(applying, SnapshotPath.ROOT);
    }
    volume.sync();
    volume.keepingTimes(SnapshotPath.ROOT, () -> volume.removeDirectory(applying));
    volume.sync();
  }

  /** Brings back what was there. */
  void rollBack() throws IOException {
    switch (state()) {
      case READY -> {}
      case NOTHING ->
          throw new DrydockException(
              FailureReason.InvalidRequest,
              "neither %s nor %s is there: somebody else removed what was there before, and it cannot be brought back"
                  .formatted(names.previous(), names.restored()));
      case COMMITTING ->
          throw new DrydockException(
              FailureReason.InvalidRequest,
              "what was there before is being removed already and cannot be brought back");
      case MOVING_OUT -> bringBack();
      case MOVING_IN -> takeOut();
      case APPLIED -> {
        stage(SnapshotPath.ROOT, applying);
        takeOut();
      }
    }
  }

  private void takeOut() throws IOException {
    moveAll(SnapshotPath.ROOT, applying);
    volume.copyMetadata(previous, SnapshotPath.ROOT);
    volume.sync();
    volume.rename(applying, restored);
    bringBack();
  }

  private void bringBack() throws IOException {
    moveAll(previous, SnapshotPath.ROOT);
    volume.copyMetadata(previous, SnapshotPath.ROOT);
    volume.sync();
    volume.keepingTimes(SnapshotPath.ROOT, () -> volume.removeDirectory(previous));
    volume.sync();
  }

  /** Removes what was replaced, and what is left of what was restored. */
  void commit() throws IOException {
    switch (state()) {
      case NOTHING -> {}
      case READY -> {
        dropStaging();
        removeAll(restored);
      }
      case MOVING_OUT, MOVING_IN ->
          throw new DrydockException(
              FailureReason.InvalidRequest,
              "the swap is not complete; apply it to its end, or roll it back, first");
      case APPLIED -> {
        dropStaging();
        volume.keepingTimes(
            SnapshotPath.ROOT,
            () -> {
              volume.rename(previous, removing);
              volume.sync();
              removeAll(removing);
            });
      }
      case COMMITTING -> volume.keepingTimes(SnapshotPath.ROOT, () -> removeAll(removing));
    }
    volume.sync();
  }

  private State state() throws IOException {
    boolean isRestored = volume.kind(restored) == Volume.Kind.DIRECTORY;
    boolean isApplying = volume.kind(applying) == Volume.Kind.DIRECTORY;
    boolean isPrevious = volume.kind(previous) == Volume.Kind.DIRECTORY;
    if (isApplying) {
      return State.MOVING_IN;
    } else if (isPrevious) {
      return isRestored ? State.MOVING_OUT : State.APPLIED;
    } else if (volume.kind(removing) == Volume.Kind.DIRECTORY) {
      return State.COMMITTING;
    }
    return isRestored ? State.READY : State.NOTHING;
  }

  private void moveAll(SnapshotPath from, SnapshotPath to) throws IOException {
    moveAll(from, to, SnapshotPath.ROOT);
  }

  /** Moves what is at a path of one tree to the same path of another. */
  private void moveAll(SnapshotPath from, SnapshotPath to, SnapshotPath at) throws IOException {
    for (ByteString name : volume.names(from.resolve(at))) {
      boolean data =
          !at.isRoot() || (extent.holds(name) && !(from.isRoot() && names.isReserved(name)));
      SnapshotPath path = at.resolve(name);
      if (data && !extent.isKept(path)) {
        move(from, to, path);
      }
    }
  }

  private void move(SnapshotPath from, SnapshotPath to, SnapshotPath path) throws IOException {
    SnapshotPath source = from.resolve(path);
    SnapshotPath target = to.resolve(path);
    if (!extent.isAboveKept(path) || volume.kind(source) != Volume.Kind.DIRECTORY) {
      volume.rename(source, target);
      return;
    }
    if (volume.kind(target) == Volume.Kind.NOTHING) {
      stage(source, target);
    }
    moveAll(from, to, path);
    if (!from.isRoot()) {
      volume.copyMetadata(source, target);
      volume.removeDirectory(source);
    }
  }

  /** Makes a directory that has another's metadata from the moment that its name is there. */
  private void stage(SnapshotPath like, SnapshotPath target) throws IOException {
    dropStaging();
    volume.makeDirectory(staging);
    volume.copyMetadata(like, staging);
    volume.rename(staging, target);
  }

  /** Removes what a crash left behind: never the only name of anything. */
  private void dropStaging() throws IOException {
    if (volume.kind(staging) == Volume.Kind.DIRECTORY) {
      removeAll(staging);
    }
  }

  private void removeAll(SnapshotPath directory) throws IOException {
    for (ByteString name : volume.names(directory)) {
      remove(directory.resolve(name));
    }
    volume.removeDirectory(directory);
  }

  private void remove(SnapshotPath path) throws IOException {
    switch (volume.kind(path)) {
      case DIRECTORY -> removeAll(path);
      case OTHER -> volume.remove(path);
      case NOTHING -> {}
    }
  }
}
