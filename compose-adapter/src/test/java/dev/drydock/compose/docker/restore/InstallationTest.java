// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallationTest {
  @TempDir Path directory;

  @Test
  void staysTheSameInItsStateDirectoryAndDiffersFromAnyOther() {
    String id = new Installation(directory.resolve("a/installation")).id();

    assertThat(id).isNotBlank();
    assertThat(new Installation(directory.resolve("a/installation")).id()).isEqualTo(id);
    assertThat(new Installation(directory.resolve("b/installation")).id()).isNotEqualTo(id);
  }

  @Test
  void isMadeAnewWhenItsMakerWasKilled() throws IOException {
    Path file = directory.resolve("installation");
    Files.createFile(file);

    assertThat(new Installation(file).id()).isNotBlank();
  }
}
