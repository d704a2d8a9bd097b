// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.job.swap;

import dev.drydock.mover.snapshot.ByteString;
import dev.drydock.mover.snapshot.SnapshotPath;
import java.io.IOException;
import java.util.List;

/** The directory that trees are swapped in, as far as a swap needs it. Paths are relative to it. */
interface Volume {
  /** What an entry is. */
  enum Kind {
    NOTHING,
    DIRECTORY,
    OTHER
  }

  /** Some changes. */
  @FunctionalInterface
  interface Change {
    void make() throws IOException;
  }

  Kind kind(SnapshotPath path) throws IOException;

  List<ByteString> names(SnapshotPath directory) throws IOException;

  void makeDirectory(SnapshotPath path) throws IOException;

  /** Gives a directory owner, permissions, attributes and times of another one. */
  void copyMetadata(SnapshotPath from, SnapshotPath to) throws IOException;

  /** Gives a directory the times of another one. */
  void copyTimes(SnapshotPath from, SnapshotPath to) throws IOException;

  /** Makes changes in a directory that leave its times as they were, unless they fail. */
  void keepingTimes(SnapshotPath directory, Change changes) throws IOException;

  /** Where other filesystems are mounted, at any depth. */
  List<SnapshotPath> mountPoints() throws IOException;

  void rename(SnapshotPath from, SnapshotPath to) throws IOException;

  /** Makes a further name for something that is no directory. */
  void link(SnapshotPath existing, SnapshotPath name) throws IOException;

  /** Removes an empty directory. */
  void removeDirectory(SnapshotPath path) throws IOException;

  /** Removes something that is no directory. */
  void remove(SnapshotPath path) throws IOException;

  /** Waits until all of the above is on the disk. */
  void sync() throws IOException;
}
