// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.mover.repository.Id;
import dev.drydock.mover.snapshot.Progress;
import dev.drydock.mover.snapshot.RestoreOperation;
import dev.drydock.mover.snapshot.RestoreResult;
import dev.drydock.mover.snapshot.Snapshot;
import dev.drydock.mover.snapshot.SnapshotPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Restores from a hostile repository, beside something that must not be touched by any of it. */
@SuppressWarnings("NullAway.Init")
@Timeout(120)
abstract class AbstractHostileTest {
  @TempDir private Path directory;
  final HostileRepository hostile = new HostileRepository();
  Path target;
  Path outside;
  Id evil;

  @BeforeEach
  void make() throws IOException {
    target = Files.createDirectory(directory.resolve("target"));
    outside = Files.createDirectory(directory.resolve("outside"));
    Files.writeString(outside.resolve("precious"), "precious");
    evil = hostile.piece("evil");
  }

  @AfterEach
  void nothing_outside_was_touched() throws IOException {
    hostile.close();
    assertThat(outside.resolve("precious")).hasContent("precious");
    assertThat(names(outside)).containsExactly("precious");
    assertThat(names(directory)).containsExactly("outside", "target");
  }

  final RestoreResult restore(Snapshot snapshot, FileTreeSink.Existing existing)
      throws IOException {
    return restore(snapshot, existing, List.of());
  }

  final RestoreResult restore(
      Snapshot snapshot, FileTreeSink.Existing existing, List<SnapshotPath> include)
      throws IOException {
    try (FileTreeSink sink = FileTreeSink.open(target, existing)) {
      return new RestoreOperation(hostile.repository(), Progress.NONE)
          .restore(snapshot, SnapshotPath.ROOT, include, sink);
    }
  }

  static List<String> names(Path of) throws IOException {
    try (Stream<Path> entries = Files.list(of)) {
      return entries.map(entry -> String.valueOf(entry.getFileName())).sorted().toList();
    }
  }
}
