// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.job.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.mover.job.DirectoryAttributes;
import dev.drydock.mover.snapshot.Metadata;
import dev.drydock.mover.snapshot.SourceEntry;
import dev.drydock.mover.source.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GivenDirectoriesTest {
  private static final DirectoryAttributes PRIVATE =
      new DirectoryAttributes("2750", 1000, 33, 1_600_000_000);

  @Test
  void a_directory_that_is_only_a_place_for_mounts_shows_what_it_stands_for(@TempDir Path directory)
      throws IOException {
    Files.createDirectories(directory.resolve("project/conf/deep"));
    Files.writeString(directory.resolve("project/conf/app.conf"), "x");
    Files.writeString(directory.resolve("host"), "a file");
    try (FileTree tree = FileTree.open(directory, List.of())) {
      SourceEntry root =
          GivenDirectories.over(
              tree.root(), Map.of("project/conf", PRIVATE, "host", PRIVATE, "missing", PRIVATE));
      SourceEntry conf = child(child(root, "project"), "conf");
      Metadata metadata = conf.metadata();
      assertThat(metadata.permissions()).isEqualTo(02750);
      assertThat(metadata.uid()).isEqualTo(1000);
      assertThat(metadata.gid()).isEqualTo(33);
      assertThat(metadata.modified()).isEqualTo(Instant.ofEpochSecond(1_600_000_000));
      assertThat(child(conf, "deep").metadata().permissions()).isNotEqualTo(02750);
      assertThat(child(conf, "app.conf").metadata().size()).isEqualTo(1);
      assertThat(child(root, "host").metadata().permissions()).isNotEqualTo(02750);
    }
  }

  private static SourceEntry child(SourceEntry directory, String name) throws IOException {
    return directory.children().stream()
        .filter(child -> child.name().toString().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
