// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.restore;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Tells adapters of one host apart: a random id in the state directory, made when it is first asked
 * for.
 *
 * @param file file that holds it
 */
record Installation(Path file) {
  String id() {
    try {
      Files.createDirectories(file.getParent());
      try {
        Files.writeString(file, UUID.randomUUID() + "\n", StandardOpenOption.CREATE_NEW);
      } catch (FileAlreadyExistsException e) {
        // made before
      }
      String id = Files.readString(file).strip();
      if (id.isEmpty()) { // the process was killed while it made it
        Files.delete(file);
        return id();
      }
      return id;
    } catch (IOException e) {
      throw new DrydockException(
          FailureReason.PlatformError,
          "The id of this installation, %s, cannot be read or made: %s. Correct the rights of the state directory."
              .formatted(file, e),
          e);
    }
  }
}
