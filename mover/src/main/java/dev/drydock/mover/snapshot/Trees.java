// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.repository.BlobType;
import dev.drydock.mover.repository.Id;
import dev.drydock.mover.repository.Repository;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads trees from a repository. */
final class Trees {
  private static final Logger LOG = LoggerFactory.getLogger(Trees.class);

  private final Repository repository;

  Trees(Repository repository) {
    this.repository = repository;
  }

  /**
   * Goes on without a tree of a parent snapshot if it is damaged: the index knows now, so that it
   * is stored again when it is the same.
   */
  static void warnIfDamaged(DrydockException e) {
    if (e.reason() != FailureReason.RepositoryCorrupt) {
      throw e;
    }
    LOG.warn("A tree of the parent snapshot is damaged; all files of it are read again", e);
  }

  List<Node> load(Id tree) {
    byte[] json = repository.loadBlob(BlobType.TREE, tree);
    try {
      return TreeReader.decode(json);
    } catch (IOException e) {
      throw new DrydockException(
          FailureReason.RepositoryCorrupt,
          "The tree " + tree + " cannot be understood: " + e.getMessage() + ".",
          e);
    }
  }
}
