// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

/** What is in the target of a restore already, read without following a link. */
@FunctionalInterface
public interface ExistingTree {
  /** The entry at a path, of which nothing is known: it may not exist. */
  SourceEntry at(SnapshotPath path);
}
