// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.repository.Repository;
import java.util.List;
import java.util.Optional;

/** Finds snapshots of a repository and what is in them. Takes no lock. */
public final class Snapshots {
  /** Snapshots of this repository. */
  public Snapshots(Repository repository) {}

  /** All snapshots, newest first. */
  public List<StoredSnapshot> list() {
    throw new UnsupportedOperationException();
  }

  /**
   * The one snapshot that a person means.
   *
   * @param idOrPrefix an id, the unique beginning of one, or {@code latest}
   * @throws DrydockException {@code SnapshotNotFound} if there is none, {@code InvalidRequest} if
   *     there are several
   */
  public StoredSnapshot find(String idOrPrefix) {
    throw new UnsupportedOperationException();
  }

  /** The entry at a path of a snapshot; empty if there is none, or the path is the root. */
  public Optional<Node> node(Snapshot snapshot, SnapshotPath path) {
    throw new UnsupportedOperationException();
  }

  /** Entries of a directory of a snapshot, by name. Fails like {@link #walk}. */
  public List<Node> children(Snapshot snapshot, SnapshotPath path) {
    throw new UnsupportedOperationException();
  }

  /**
   * Visits what is at a path and all below it: directories before what is in them, by name.
   *
   * @throws DrydockException {@code SnapshotNotFound} if the snapshot lacks the path
   */
  public void walk(Snapshot snapshot, SnapshotPath path, NodeVisitor visitor) {
    throw new UnsupportedOperationException();
  }
}
