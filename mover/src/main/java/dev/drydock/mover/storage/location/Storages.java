// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.storage.location;

import dev.drydock.mover.job.RepositoryLocation;
import dev.drydock.mover.storage.Storage;
import dev.drydock.mover.storage.filesystem.FilesystemStorage;
import dev.drydock.mover.storage.retry.Backoff;
import dev.drydock.mover.storage.retry.Pause;
import dev.drydock.mover.storage.retry.RetryingStorage;
import dev.drydock.mover.storage.s3.S3Clients;
import dev.drydock.mover.storage.s3.S3Storage;
import java.nio.file.Path;
import java.util.random.RandomGenerator;

/** Opens stores. */
public final class Storages {
  private Storages() {}

  /**
   * The store at a location, trying again where that makes sense. Nothing is created or contacted
   * before it is used.
   *
   * @throws dev.drydock.mover.failure.DrydockException if a file with credentials cannot be read,
   *     or the location is not well-formed
   */
  public static Storage open(RepositoryLocation location) {
    return switch (location) {
      case RepositoryLocation.Directory directory ->
          new FilesystemStorage(Path.of(directory.path()));
      case RepositoryLocation.S3 s3 ->
          new RetryingStorage(
              new S3Storage(S3Clients.connect(s3), s3),
              Backoff.DEFAULT,
              Pause.REAL,
              RandomGenerator.getDefault());
    };
  }
}
