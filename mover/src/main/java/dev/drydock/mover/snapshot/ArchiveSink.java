// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import java.io.IOException;

/**
 * Where an archive is written to: one entry after the other, by one thread. What was not ended by
 * {@link #end} must not pass for a whole archive. A failure ends it for good.
 */
public interface ArchiveSink {
  /**
   * Begins an entry.
   *
   * @param path its path in the archive, never the root
   * @param node what is known of it
   * @param size bytes of content that follow; 0 for all but regular files
   */
  void begin(SnapshotPath path, Node node, long size) throws IOException;

  /** The next bytes of the file that was begun last. */
  void content(byte[] bytes) throws IOException;

  /** A further name of a file that is in the archive by another one. */
  void hardLink(SnapshotPath path, Node node, SnapshotPath first) throws IOException;

  /** Ends the archive, of which nothing is missing. The stream below it is flushed, not closed. */
  void end() throws IOException;
}
