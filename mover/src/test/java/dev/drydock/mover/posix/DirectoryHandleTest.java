// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.mover.snapshot.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
final class DirectoryHandleTest {
  private static final ByteString NAME = ByteString.of("name");

  @TempDir private Path path;
  private DirectoryHandle directory;

  @BeforeEach
  void open() throws IOException {
    directory = DirectoryHandle.open(path);
  }

  @AfterEach
  void close() throws IOException {
    directory.close();
  }

  @Test
  void status_agrees_with_what_java_sees() throws IOException {
    Path file = Files.writeString(path.resolve("name"), "hello");
    Instant time = Instant.parse("2001-02-03T04:05:06.123456789Z");
    Files.setLastModifiedTime(file, FileTime.from(time));
    Files.createLink(path.resolve("other"), file);

    FileStatus status = directory.status(NAME);

    assertThat(status.isFile()).isTrue();
    assertThat(status.size()).isEqualTo(5);
    assertThat(status.modified()).isEqualTo(time);
    assertThat(status.links()).isEqualTo(2);
    assertThat(status.inode()).isEqualTo(Files.getAttribute(file, "unix:ino"));
    assertThat(status.device()).isEqualTo(Files.getAttribute(file, "unix:dev"));
    assertThat(status.uid())
        .isEqualTo(((Integer) Files.getAttribute(file, "unix:uid")).longValue());
    assertThat(status.mode()).isEqualTo(Files.getAttribute(file, "unix:mode"));
  }

  @Test
  void all_names_of_a_large_directory_are_listed() throws IOException {
    var names =
        IntStream.range(0, 3000).mapToObj(i -> ByteString.of("a-longer-name-" + i)).toList();
    for (ByteString name : names) {
      directory.createFile(name).close();
    }
    assertThat(directory.names()).containsExactlyInAnyOrderElementsOf(names);
  }

  @Test
  void names_need_not_be_text() throws IOException {
    ByteString name = ByteString.copyOf(new byte[] {'a', (byte) 0xff, '\n', (byte) 0x80});
    directory.createFile(name).close();
    assertThat(directory.names()).containsExactly(name);
    assertThat(directory.status(name).isFile()).isTrue();
  }

  @Test
  void names_that_lead_elsewhere_are_refused() {
    for (String name : new String[] {"..", "a/b", "/etc", "", "a\0b"}) {
      ByteString bad = ByteString.of(name);
      assertThatThrownBy(() -> directory.createFile(bad)).hasMessageContaining("no name of a file");
      assertThatThrownBy(() -> directory.status(bad)).hasMessageContaining("no name of a file");
      assertThatThrownBy(() -> directory.makeLink(bad, NAME)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void links_are_never_followed() throws IOException {
    Path elsewhere = Files.createDirectory(path.resolve("elsewhere"));
    Files.writeString(elsewhere.resolve("secret"), "secret");
    Files.createSymbolicLink(path.resolve("name"), elsewhere);
    Files.createSymbolicLink(path.resolve("file"), elsewhere.resolve("secret"));

    assertThatThrownBy(() -> directory.openDirectory(NAME)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> directory.openFile(ByteString.of("file")))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> directory.createFile(ByteString.of("file")))
        .isInstanceOf(IOException.class);
    assertThat(directory.status(NAME).isSymbolicLink()).isTrue();
    assertThat(directory.readLink(NAME)).isEqualTo(ByteString.of(elsewhere.toString()));
  }

  @Test
  void a_pipe_in_the_place_of_a_file_does_not_hang() throws IOException {
    directory.makePipe(NAME);
    assertThatThrownBy(() -> directory.openFile(NAME)).hasMessageContaining("no regular file");
  }

  @Test
  void what_is_written_at_positions_is_read_back() throws IOException {
    try (FileHandle file = directory.createFile(NAME)) {
      file.truncate(10);
      file.write(ByteBuffer.wrap("xxabcxx".getBytes(), 2, 3), 4);
      file.write(ByteBuffer.allocateDirect(2).put(new byte[] {'d', 'e'}).flip(), 7);
    }
    assertThat(path.resolve("name")).hasBinaryContent("\0\0\0\0abcde\0".getBytes());
    byte[] buffer = new byte[20];
    try (FileHandle file = directory.openFile(NAME)) {
      assertThat(file.read(buffer, 5, 15)).isEqualTo(10);
      assertThat(file.read(buffer, 0, 15)).isEqualTo(-1);
    }
    assertThat(new String(buffer, 9, 5)).isEqualTo("abcde");
  }

  @Test
  void times_of_links_are_set_without_following_them() throws IOException {
    Instant time = Instant.parse("1999-12-31T23:59:59.000000001Z");
    directory.makeLink(NAME, ByteString.of("nowhere"));
    directory.setTimes(NAME, time, time);
    assertThat(
            Files.getLastModifiedTime(path.resolve("name"), LinkOption.NOFOLLOW_LINKS).toInstant())
        .isEqualTo(time);
  }

  @Test
  void permissions_may_have_all_twelve_bits() throws IOException {
    directory.createFile(NAME).close();
    directory.setPermissions(NAME, 0xe4d);
    assertThat(directory.status(NAME).permissions()).isEqualTo(0xe4d);
  }

  @Test
  void a_missing_entry_is_missing() {
    assertThatThrownBy(() -> directory.status(NAME))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining(path.resolve("name").toString());
  }

  @Test
  void an_entry_moves_from_directory_to_directory() throws IOException {
    directory.makeDirectory(NAME);
    directory.createFile(ByteString.of("file")).close();
    try (DirectoryHandle below = directory.openDirectory(NAME)) {
      directory.rename(ByteString.of("file"), below, ByteString.of("moved"));
    }
    assertThat(path.resolve("name/moved")).isEmptyFile();
  }

  @Test
  void accounts_have_the_names_that_the_system_knows() {
    Accounts accounts = new Accounts();
    assertThat(accounts.user(0)).isEqualTo("root");
    assertThat(accounts.group(0)).isEqualTo("root");
    assertThat(accounts.user(4_000_000_123L)).isNull();
  }
}
