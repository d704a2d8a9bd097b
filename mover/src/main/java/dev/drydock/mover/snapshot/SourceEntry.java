// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import java.io.IOException;
import java.util.List;

/**
 * Something to back up: a file, a directory, or another entry of a source tree. Backup calls it
 * from several threads, but one entry from one thread at a time; {@link #children} of a directory
 * before anything on these children. Only of the root another thread may ask for metadata and
 * children at the same time, to see how much there is.
 *
 * <p>Backup turns an {@link IOException} of any method into a problem of its result: {@link
 * java.nio.file.NoSuchFileException} means that the entry vanished after it was listed.
 */
public interface SourceEntry {
  /** Name within its directory; ignored for the root of what is backed up. */
  ByteString name();

  /**
   * Its metadata by a fresh {@code lstat} that follows no link, including extended attributes and
   * the target of a symbolic link. Called before {@link #children} or {@link #open}, and once more
   * when these fail.
   */
  Metadata metadata() throws IOException;

  /**
   * As much of its metadata as one {@code lstat} tells, for who wants to know type and size only.
   */
  default Metadata status() throws IOException {
    return metadata();
  }

  /**
   * Entries of a directory in any order, without {@code .} and {@code ..}, without what is
   * excluded. Only names need to be known yet: metadata is asked for later, one by one.
   */
  List<SourceEntry> children() throws IOException;

  /** Opens a regular file for reading, without following a link that took its place. */
  SourceFile open() throws IOException;
}
