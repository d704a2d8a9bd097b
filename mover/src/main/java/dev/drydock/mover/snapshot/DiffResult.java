// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import java.util.List;

/**
 * How two snapshots differ as a whole.
 *
 * @param changedFiles files that both have with another content
 * @param added what only the later one has
 * @param removed what only the earlier one has
 * @param problems directories and blobs that are missing or damaged, the first 1000: the numbers
 *     lack what they hold
 */
public record DiffResult(long changedFiles, Side added, Side removed, List<Problem> problems) {
  /**
   * What only one of the snapshots has.
   *
   * @param files regular files
   * @param directories directories
   * @param others links, devices and the like
   * @param dataBlobs pieces of files
   * @param treeBlobs distinct directories
   * @param bytes bytes of these blobs before compression
   */
  public record Side(
      long files, long directories, long others, long dataBlobs, long treeBlobs, long bytes) {}

  public DiffResult {
    problems = List.copyOf(problems);
  }
}
