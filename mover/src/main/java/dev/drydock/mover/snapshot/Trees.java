// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.repository.BlobType;
import dev.drydock.mover.repository.Id;
import dev.drydock.mover.repository.Repository;
import java.io.IOException;
import java.util.List;

/** Loads trees from a repository. */
final class Trees {
  private final Repository repository;

  Trees(Repository repository) {
    this.repository = repository;
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
