// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.job.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PrivateFilesTest {
  @TempDir Path directory;

  @Test
  void environmentFilesAreTheirOwnersAlone() throws IOException {
    Path dotEnv = file(".env");
    Path deep = file("web/production.env");
    PrivateFiles.protect(directory);
    assertThat(mode(dotEnv)).isEqualTo("rw-------");
    assertThat(mode(deep)).isEqualTo("rw-------");
  }

  @Test
  void whatOtherFilesAllowStaysAndLinksAreNotFollowed() throws IOException {
    Path compose = file("compose.yaml");
    Files.createSymbolicLink(directory.resolve(".env"), compose);
    PrivateFiles.protect(directory);
    assertThat(mode(compose)).isEqualTo("rw-r--r--");
  }

  private Path file(String name) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "A=1\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
