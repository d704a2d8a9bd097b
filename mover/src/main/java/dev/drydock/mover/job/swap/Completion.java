// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.job.swap;

import dev.drydock.mover.snapshot.ByteString;
import dev.drydock.mover.snapshot.SnapshotPath;
import java.io.IOException;

/**
 * Gives a restored tree, before anything is swapped, what is there and it lacks: directories are
 * made, everything else gets a second name in it. So the swap itself is the same whether or not
 * something is to stay, and what was there remains whole for a way back.
 */
final class Completion {
  private final Volume volume;
  private final Names names;
  private final Extent extent;

  Completion(Volume volume, Names names, Extent extent) {
    this.volume = volume;
    this.names = names;
    this.extent = extent;
  }

  /** Completes the tree; does nothing to what was completed before. */
  void complete() throws IOException {
    complete(SnapshotPath.ROOT, SnapshotPath.ROOT.resolve(names.restored()));
  }

  private void complete(SnapshotPath present, SnapshotPath restored) throws IOException {
    for (ByteString name : volume.names(present)) {
      if (present.isRoot() && (names.isReserved(name) || !extent.holds(name))) {
        continue;
      }
      SnapshotPath from = present.resolve(name);
      if (extent.isKept(from)) {
        continue;
      }
      SnapshotPath to = restored.resolve(name);
      Volume.Kind kind = volume.kind(from);
      Volume.Kind taken = volume.kind(to);
      if (kind == Volume.Kind.DIRECTORY && taken == Volume.Kind.DIRECTORY) {
        complete(from, to);
      } else if (kind == Volume.Kind.DIRECTORY && taken == Volume.Kind.NOTHING) {
        // Elsewhere first, so that a directory that is there is known to be complete.
        SnapshotPath staging = SnapshotPath.ROOT.resolve(names.staging());
        copy(from, staging);
        volume.rename(staging, to);
      } else if (kind == Volume.Kind.OTHER && taken == Volume.Kind.NOTHING) {
        volume.link(from, to);
      }
    }
  }

  private void copy(SnapshotPath from, SnapshotPath to) throws IOException {
    volume.makeDirectory(to);
    for (ByteString name : volume.names(from)) {
      SnapshotPath entry = from.resolve(name);
      if (extent.isKept(entry)) {
        continue;
      }
      if (volume.kind(entry) == Volume.Kind.DIRECTORY) {
        copy(entry, to.resolve(name));
      } else {
        volume.link(entry, to.resolve(name));
      }
    }
    volume.copyMetadata(from, to);
  }
}
