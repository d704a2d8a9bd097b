// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.mover.posix.DirectoryHandle;
import dev.drydock.mover.snapshot.SnapshotPath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTreeTest {
  @Test
  void anEntryThatVanishesIsNoReasonToLoseItsSiblings(@TempDir Path directory) throws IOException {
    try (FileTree tree = FileTree.open(directory, List.of("*.tmp/", "**", "!*/"));
        DirectoryHandle handle = DirectoryHandle.open(directory)) {
      assertThat(tree.excluded(handle, SnapshotPath.parse("gone.tmp"))).isFalse();
      assertThat(tree.excluded(handle, SnapshotPath.parse("gone"))).isFalse();
    }
  }
}
