// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.job.swap;

import dev.drydock.mover.snapshot.ByteString;
import dev.drydock.mover.snapshot.SnapshotPath;
import java.io.IOException;
import java.util.List;

/** Fails instead of making the n-th change. */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
record Crashing(Volume volume, int[] left, List<SnapshotPath> mountPoints) implements Volume {
  Crashing(Volume volume, int n) {
    this(volume, new int[] {n}, List.of());
  }

  private void change() throws Crash {
    if (left[0]-- == 0) {
      throw new Crash();
    }
  }

  @Override
  public Kind kind(SnapshotPath path) throws IOException {
    return volume.kind(path);
  }

  @Override
  public List<ByteString> names(SnapshotPath path) throws IOException {
    return volume.names(path);
  }

  @Override
  public void makeDirectory(SnapshotPath path) throws IOException {
    change();
    volume.makeDirectory(path);
  }

  @Override
  public void copyMetadata(SnapshotPath from, SnapshotPath to) throws IOException {
    change();
    volume.copyMetadata(from, to);
  }

  @Override
  public void copyTimes(SnapshotPath from, SnapshotPath to) throws IOException {
    change();
    volume.copyTimes(from, to);
  }

  @Override
  public void keepingTimes(SnapshotPath directory, Change changes) throws IOException {
    volume.keepingTimes(directory, changes);
  }

  @Override
  public void rename(SnapshotPath from, SnapshotPath to) throws IOException {
    change();
    volume.rename(from, to);
  }

  @Override
  public void link(SnapshotPath existing, SnapshotPath name) throws IOException {
    change();
    volume.link(existing, name);
  }

  @Override
  public void removeDirectory(SnapshotPath path) throws IOException {
    change();
    volume.removeDirectory(path);
  }

  @Override
  public void remove(SnapshotPath path) throws IOException {
    change();
    volume.remove(path);
  }

  @Override
  public void sync() {}

  /** What happens instead of a change. */
  static final class Crash extends IOException {
    private static final long serialVersionUID = 1L;
  }
}
