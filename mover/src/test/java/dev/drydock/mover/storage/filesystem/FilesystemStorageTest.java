// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.storage.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.storage.FileType;
import dev.drydock.mover.storage.Storage;
import dev.drydock.mover.storage.Storage.StorageException;
import dev.drydock.mover.storage.StorageContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FilesystemStorageTest extends StorageContract {
  @TempDir private Path directory;

  @Override
  protected Storage open() {
    return new FilesystemStorage(directory.resolve("some/repository"));
  }

  @Test
  void files_lie_where_restic_looks_for_them_and_are_read_only() throws IOException {
    storage.save(FileType.PACK, TWO, buffers("x"));
    Path file = directory.resolve("some/repository/data/a2/" + TWO);
    assertThat(file).hasContent("x");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("r--------");
  }

  @Test
  void nothing_temporary_is_left_behind_or_listed() throws IOException {
    storage.save(FileType.PACK, ONE, buffers("x"));
    Path packs = directory.resolve("some/repository/data/11");
    Files.writeString(packs.resolve(ONE + "-tmp-1"), "cut sho");
    assertThat(storage.list(FileType.PACK)).containsOnlyKeys(ONE);
    try (Stream<Path> files = Files.list(packs)) {
      assertThat(files).hasSize(2);
    }
  }

  @Test
  void files_and_directories_that_vanish_while_they_are_listed_are_left_out() throws IOException {
    Path packs = directory.resolve("packs");
    for (int i = 0; i < 20; i++) {
      Files.writeString(Files.createDirectories(packs.resolve("" + i)).resolve("file"), "x");
      Files.writeString(packs.resolve("file-" + i), "x");
    }
    List<Path> seen = new ArrayList<>();
    Listing.files(
        packs,
        (file, size) -> {
          seen.add(file);
          removeAllBut(file, packs);
        });
    assertThat(seen).hasSize(1);
    assertThat(storage.list(FileType.PACK)).isEmpty();
  }

  private static void removeAllBut(Path kept, Path directory) {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        if (!kept.startsWith(path)) {
          Files.delete(path);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void a_missing_subdirectory_is_made_again() throws IOException {
    Files.delete(directory.resolve("some/repository/data/11"));
    storage.save(FileType.PACK, ONE, buffers("x"));
    assertThat(storage.list(FileType.PACK)).containsOnlyKeys(ONE);
  }

  @Test
  void a_root_that_vanished_is_said_and_never_made_again() throws IOException {
    Storage vanished = new FilesystemStorage(directory.resolve("unmounted"));
    assertThatThrownBy(() -> vanished.save(FileType.PACK, ONE, buffers("x")))
        .asInstanceOf(InstanceOfAssertFactories.type(StorageException.class))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(FailureReason.RepositoryNotFound))
        .satisfies(e -> assertThat(e).hasMessageContaining("is its disk mounted?"));
    assertThatThrownBy(() -> vanished.list(FileType.PACK)).isInstanceOf(StorageException.class);
    assertThat(directory.resolve("unmounted")).doesNotExist();
  }

  @Test
  void what_killed_writers_left_is_removed_when_it_is_old() throws IOException {
    Path root = directory.resolve("some/repository");
    Path old = Files.writeString(root.resolve("data/11/" + ONE + "-tmp-1"), "cut sho");
    Path oldConfig = Files.writeString(root.resolve("config-tmp-1"), "cut sho");
    Path young = Files.writeString(root.resolve("data/11/" + ONE + "-tmp-2"), "cut sho");
    storage.save(FileType.PACK, ONE, buffers("x"));
    Instant now = Instant.now();
    storage.save(FileType.DOCUMENT, "my-tmp-policy.md", buffers("x"));
    Path document = root.resolve("drydock/my-tmp-policy.md");
    for (Path file : List.of(old, oldConfig, document, root.resolve("data/11/" + ONE))) {
      Files.setLastModifiedTime(file, FileTime.from(now.minus(Duration.ofDays(2))));
    }

    storage.removeLeftovers(now.minus(Duration.ofDays(1)));

    assertThat(old).doesNotExist();
    assertThat(oldConfig).doesNotExist();
    assertThat(young).exists();
    assertThat(document).exists();
    assertThat(storage.list(FileType.PACK)).containsOnlyKeys(ONE);
  }

  @Test
  void what_a_filesystem_does_not_know_is_told_from_what_failed() {
    assertThat(
            DurableFiles.isUnsupported(
                new FileSystemException("f", null, "Operation not permitted")))
        .isTrue();
    assertThat(DurableFiles.isUnsupported(new IOException("Invalid argument"))).isTrue();
    assertThat(DurableFiles.isUnsupported(new IOException("Input/output error"))).isFalse();
    assertThat(DurableFiles.isUnsupported(new FileSystemException("f"))).isFalse();
  }

  @Test
  void a_full_disk_is_told_from_other_failures() {
    IOException full = new java.nio.file.FileSystemException("f", null, "No space left on device");
    assertThat(FilesystemErrors.explain(full, "write", directory))
        .asInstanceOf(InstanceOfAssertFactories.type(StorageException.class))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(FailureReason.NoSpace))
        .satisfies(e -> assertThat(e.retryable()).isFalse());
    assertThat(
            FilesystemErrors.explain(
                new IOException("No space left on device"), "write", directory))
        .asInstanceOf(InstanceOfAssertFactories.type(StorageException.class))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(FailureReason.NoSpace));
  }
}
