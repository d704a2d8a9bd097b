// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Says why a file could not be read or written, and how an operation ended early. */
final class Causes {
  private Causes() {}

  /** The cause in a few words, without the path. */
  static String brief(IOException error) {
    if (error instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (error instanceof NoSuchFileException) {
      return "it does not exist";
    }
    String text =
        error instanceof FileSystemException file && file.getReason() != null
            ? file.getReason()
            : error.getMessage();
    return text == null || text.isBlank() ? error.getClass().getSimpleName() : text;
  }

  static DrydockException cancelled(Throwable cause) {
    return new DrydockException(FailureReason.Cancelled, "The operation was cancelled.", cause);
  }

  /** Fails if the calling thread was interrupted. */
  static void checkInterrupt() {
    if (Thread.currentThread().isInterrupted()) {
      throw cancelled(new InterruptedException());
    }
  }

  /** What a task in another thread failed with, as a failure of this one. */
  static DrydockException failure(Throwable cause) {
    return cause instanceof DrydockException failure
        ? new DrydockException(failure.reason(), String.valueOf(failure.getMessage()), failure)
        : new DrydockException(
            FailureReason.InternalError,
            "A defect in Drydock: " + cause + ". Please report it.",
            cause);
  }
}
