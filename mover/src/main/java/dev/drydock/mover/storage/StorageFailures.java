// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.storage;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.storage.Storage.FileExistsException;
import dev.drydock.mover.storage.Storage.NotFoundException;
import dev.drydock.mover.storage.Storage.StorageException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;

/** Turns failures of a store into what the user is told. */
public final class StorageFailures {
  private StorageFailures() {}

  /**
   * The failure that a user gets to see.
   *
   * @param failure what a {@link Storage} threw
   * @param location {@link Storage#location()}
   */
  public static DrydockException explain(IOException failure, String location) {
    return switch (failure) {
      case StorageException e -> new DrydockException(e.reason(), message(e), e);
      case NotFoundException e ->
          new DrydockException(
              FailureReason.RepositoryCorrupt,
              "a file of the repository is missing: "
                  + message(e)
                  + "; run a check of the repository to see which backups are affected",
              e);
      case FileExistsException e ->
          new DrydockException(
              FailureReason.RepositoryUnavailable,
              message(e) + ": another process wrote it; try again",
              e);
      case InterruptedIOException e -> cancelled(location, e);
      case ClosedByInterruptException e -> cancelled(location, e);
      default ->
          new DrydockException(
              FailureReason.RepositoryUnavailable,
              "the repository " + location + " failed: " + message(failure),
              failure);
    };
  }

  private static DrydockException cancelled(String location, IOException e) {
    return new DrydockException(
        FailureReason.Cancelled, "cancelled while working on the repository " + location, e);
  }

  private static String message(IOException e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }
}
