// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.storage.filesystem;

import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.storage.Storage.StorageException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Locale;

/** Says what a failure of the filesystem means, and what to do about it. */
final class FilesystemErrors {
  private FilesystemErrors() {}

  static IOException explain(IOException e, String action, Path path) {
    if (e instanceof StorageException
        || e instanceof InterruptedIOException
        || e instanceof ClosedByInterruptException) {
      return e;
    }
    String text = text(e).toLowerCase(Locale.ROOT);
    String failed = "cannot " + action + " " + path + ": ";
    if (text.contains("no space left") || text.contains("quota exceeded")) {
      return new StorageException(
          FailureReason.NoSpace,
          failed + "no space is left on the disk; free some or enlarge it, then try again",
          false,
          e);
    }
    if (text.contains("read-only file system")) {
      return new StorageException(
          FailureReason.AccessDenied,
          failed + "the filesystem is read-only; mount it writable",
          false,
          e);
    }
    return switch (e) {
      case AccessDeniedException denied ->
          new StorageException(
              FailureReason.AccessDenied,
              failed + "permission denied; give the user that runs this access to it",
              false,
              denied);
      case NoSuchFileException missing ->
          new StorageException(
              FailureReason.RepositoryNotFound,
              failed + missing.getMessage() + " does not exist; is its disk mounted?",
              false,
              missing);
      case NotDirectoryException other ->
          new StorageException(
              FailureReason.RepositoryNotFound,
              failed + other.getMessage() + " is not a directory",
              false,
              other);
      default ->
          new StorageException(
              FailureReason.RepositoryUnavailable,
              failed + text(e) + "; check the disk and its mount",
              false,
              e);
    };
  }

  /** Whether a file may not be removed, because of its attributes or those of its directory. */
  static boolean isHeld(IOException e) {
    return e instanceof AccessDeniedException
        || text(e).toLowerCase(Locale.ROOT).contains("operation not permitted");
  }

  static StorageException tooShort(Path file, long size, long offset, int length) {
    return new StorageException(
        FailureReason.RepositoryCorrupt,
        "%s has %d bytes; %d bytes from %d were asked for: it is cut short"
            .formatted(file, size, length, offset),
        false,
        null);
  }

  static StorageException tooLong(Path file, long length) {
    return new StorageException(
        FailureReason.RepositoryCorrupt,
        "%s: %d bytes are more than can be read at once, and than any program writes"
            .formatted(file, length),
        false,
        null);
  }

  private static String text(IOException e) {
    String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
    return reason == null ? e.getClass().getSimpleName() : reason;
  }
}
