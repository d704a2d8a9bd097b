// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.storage.Storage;
import dev.drydock.mover.storage.StorageFailures;
import java.io.IOException;
import java.util.concurrent.ExecutionException;

/** Turns what a store throws into failures with a reason. */
final class Failures {
  private Failures() {}

  /**
   * The failure that an error of the store means.
   *
   * @param doing what was being done, to follow "could not"
   */
  static DrydockException of(String doing, Storage storage, IOException error) {
    DrydockException cause = StorageFailures.explain(error, storage.location());
    return cause.reason() == FailureReason.Cancelled
        ? cancelled(error)
        : new DrydockException(
            cause.reason(), "Could not " + doing + ": " + cause.getMessage() + ".", error);
  }

  /** The failure when the calling thread was interrupted. */
  static DrydockException cancelled(Throwable cause) {
    return new DrydockException(FailureReason.Cancelled, "The operation was cancelled.", cause);
  }

  /** What a task in another thread failed with, as a failure of this one. */
  static DrydockException rethrown(ExecutionException error) {
    return error.getCause() instanceof DrydockException failure
        ? new DrydockException(failure.reason(), String.valueOf(failure.getMessage()), failure)
        : new DrydockException(
            FailureReason.InternalError,
            "A defect in Drydock: " + error.getCause() + ". Please report it.",
            error);
  }

  /** The failure when stored bytes are not what was written. */
  static DrydockException corrupt(String message, Throwable cause) {
    return new DrydockException(FailureReason.RepositoryCorrupt, message, cause);
  }

  /** The failure when stored bytes are not what was written. */
  static DrydockException corrupt(String message) {
    return new DrydockException(FailureReason.RepositoryCorrupt, message);
  }
}
