// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.job.runner;

import dev.drydock.mover.job.EnvironmentFiles;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;

/**
 * Takes from everybody but its owner what a restored environment file lets them do, whatever mode
 * it had when it was backed up. Files behind compose secrets keep their mode: containers that do
 * not run as root read them through it.
 */
final class PrivateFiles {
  private PrivateFiles() {}

  static void protect(Path directory) throws IOException {
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Path name = file.getFileName();
            if (attributes.isRegularFile()
                && name != null
                && EnvironmentFiles.isOne(name.toString())) {
              Files.setPosixFilePermissions(
                  file,
                  EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
