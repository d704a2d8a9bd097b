// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import dev.drydock.mover.storage.FileType;
import dev.drydock.mover.storage.Storage;
import java.io.IOException;

/** Tells a pack that is lost from a store that does not answer. */
final class PackErrors {
  private PackErrors() {}

  /**
   * Whether reading a pack failed because of this one pack, so that the others may be read: it is
   * missing, too short, or its bytes cannot be read (a bad sector) though the store answers.
   *
   * @param end where the bytes asked for end
   */
  static boolean isDamage(Storage storage, Id pack, long end, IOException error) {
    if (error instanceof Storage.NotFoundException) {
      return true;
    }
    try {
      return storage.size(FileType.PACK, pack.hex()) < end || isLasting(error);
    } catch (Storage.NotFoundException e) {
      return true;
    } catch (IOException noAnswer) {
      return false;
    }
  }

  private static boolean isLasting(IOException error) {
    return error instanceof Storage.StorageException failure
        && !failure.retryable()
        && switch (failure.reason()) {
          case RepositoryUnavailable, RepositoryCorrupt -> true;
          default -> false;
        };
  }

  /** What to say of such a pack. */
  static String describe(Id pack, IOException error) {
    return error instanceof Storage.NotFoundException
        ? "The pack " + pack + " is missing."
        : "The pack " + pack + " cannot be read: " + error.getMessage() + ".";
  }
}
