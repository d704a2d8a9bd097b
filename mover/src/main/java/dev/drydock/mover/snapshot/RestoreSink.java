// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import java.io.IOException;

/**
 * Where a restore writes to. Paths are relative to the root of the sink, and every name in them is
 * a safe file name; {@link SnapshotPath#ROOT} is the sink's root itself, which exists.
 *
 * <p>Order of calls: a directory before anything below it; a file's content between {@link
 * #createFile} and {@link RestoreFile#close}; {@link #finish} for everything but the target of a
 * hard link, after content is complete; for directories after everything below them is finished.
 * Calls for different paths come from several threads at once.
 *
 * <p>An {@link IOException} becomes a problem of this one entry and the restore goes on; a {@link
 * dev.drydock.mover.failure.DrydockException} ends the restore (throw it with {@code NoSpace} when
 * nothing more can be written).
 */
public interface RestoreSink {
  /** Takes everything but content and writes nothing: for dry runs. */
  static RestoreSink nowhere() {
    return new DryRunSink();
  }

  /**
   * Makes a directory that only its owner may enter; a directory that is there is kept. Not called
   * for the root.
   */
  void createDirectory(SnapshotPath path, Node node) throws IOException;

  /**
   * Makes a file of the given size, readable by its owner only, and opens it for writing. Never
   * follows a link that is at its place. What is there stays until {@link #finish} puts the whole
   * file in its place.
   *
   * @param size bytes that will be written, for reserving space
   */
  RestoreFile createFile(SnapshotPath path, Node node, long size) throws IOException;

  /** Makes a symbolic link, device or named pipe. */
  void createSpecial(SnapshotPath path, Node node) throws IOException;

  /** Removes an entry that the snapshot does not have and that is no directory. */
  void remove(SnapshotPath path) throws IOException;

  /** Removes an empty directory that the snapshot does not have. */
  void removeDirectory(SnapshotPath path) throws IOException;

  /** Makes a further name for a file that was restored (and finished) before. */
  void createHardLink(SnapshotPath path, SnapshotPath existing) throws IOException;

  /**
   * Applies owner, attributes, permissions and times of an entry, in an order in which none undoes
   * another. For the root it is called when the snapshot has an entry for what is restored.
   *
   * @throws AttributesException if all was done, but that the target does not take some attributes
   */
  void finish(SnapshotPath path, Node node) throws IOException;
}
