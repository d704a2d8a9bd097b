// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.job.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountedFilesTest {
  @TempDir private Path directory;

  /** As kubelet's AtomicWriter lays it out. */
  private Path mounted() throws IOException {
    Path data = Files.createDirectory(directory.resolve("..2026_11_28"));
    Files.writeString(data.resolve("password"), "s3cr3t");
    Files.createSymbolicLink(directory.resolve("..data"), Path.of("..2026_11_28"));
    return Files.createSymbolicLink(directory.resolve("password"), Path.of("..data/password"));
  }

  @Test
  void readsKeysThroughTheLinksOfKubelet() throws IOException {
    mounted();

    Map<String, byte[]> files =
        MountedFiles.read("configuration", Map.of("secrets/db", directory.toString()));

    assertThat(files).containsOnlyKeys("secrets/db/password");
    assertThat(files.get("secrets/db/password"))
        .isEqualTo("s3cr3t".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void whatDoesNotExistHasNoFiles() {
    assertThat(
            MountedFiles.read(
                "configuration", Map.of("secrets/gone", directory.resolve("gone").toString())))
        .isEmpty();
  }

  @Test
  void refusesWhatNoObjectCanHold() throws IOException {
    try (RandomAccessFile large = new RandomAccessFile(directory.resolve("large").toFile(), "rw")) {
      large.setLength(3L << 20);
    }

    assertThatThrownBy(() -> MountedFiles.read("configuration", Map.of("a", directory.toString())))
        .isInstanceOfSatisfying(
            DrydockException.class,
            e -> assertThat(e.reason()).isEqualTo(FailureReason.SourceUnreadable));
  }
}
