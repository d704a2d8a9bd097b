// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

/** Is shown the entries of a snapshot, one after the other. */
@FunctionalInterface
public interface NodeVisitor {
  /**
   * Sees one entry.
   *
   * @param path its path within the snapshot
   * @return for a directory, whether to visit what is in it
   */
  boolean visit(SnapshotPath path, Node node);
}
