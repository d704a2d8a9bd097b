// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.posix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
@Timeout(30)
final class NamedPipeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  @TempDir private Path directory;
  private Path path;
  private NamedPipe pipe;

  @BeforeEach
  void create() throws IOException {
    path = directory.resolve("pipe");
    pipe = new NamedPipe(path);
    pipe.create();
    pipe.create(); // once more changes nothing
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void what_another_process_writes_is_read_to_its_end() throws Exception {
    Process writer = new ProcessBuilder("sh", "-c", "seq 1 100000 > '" + path + "'").start();
    try (InputStream in = pipe.read(PATIENCE, () -> false)) {
      assertThat(in.readAllBytes()).hasSize(588895);
    }
    assertThat(writer.waitFor()).isZero();
  }

  @Test
  void nothing_written_is_an_end_too() throws Exception {
    new ProcessBuilder("sh", "-c", ": > '" + path + "'").start();
    try (InputStream in = pipe.read(PATIENCE, () -> false)) {
      assertThat(in.readAllBytes()).isEmpty();
    }
  }

  @Test
  void what_is_written_another_process_reads() throws Exception {
    Path copy = directory.resolve("copy");
    Process reader = new ProcessBuilder("sh", "-c", "cat '" + path + "' > '" + copy + "'").start();
    byte[] content = "0123456789".repeat(100_000).getBytes(UTF_8);
    try (var out = pipe.write(PATIENCE, () -> false)) {
      out.write(content);
    }
    assertThat(reader.waitFor()).isZero();
    assertThat(copy).hasBinaryContent(content);
  }

  @Test
  void a_writer_that_never_comes_is_not_waited_for_for_ever() {
    assertThatThrownBy(() -> pipe.read(Duration.ofMillis(300), () -> false))
        .isInstanceOf(NamedPipe.NoPeerException.class)
        .hasMessageContaining("no writer");
    assertThatThrownBy(() -> pipe.write(Duration.ofMillis(300), () -> false))
        .isInstanceOf(NamedPipe.NoPeerException.class)
        .hasMessageContaining("no reader");
  }

  @Test
  void waiting_ends_when_it_is_hopeless() {
    assertThatThrownBy(() -> pipe.read(PATIENCE, () -> true))
        .isInstanceOf(NamedPipe.NoPeerException.class);
    assertThatThrownBy(() -> pipe.write(PATIENCE, () -> true))
        .isInstanceOf(NamedPipe.NoPeerException.class);
  }

  @Test
  void a_reader_that_goes_away_fails_the_writer() throws Exception {
    new ProcessBuilder("sh", "-c", "head -c 10 '" + path + "' >/dev/null").start();
    try (var out = pipe.write(PATIENCE, () -> false)) {
      assertThatThrownBy(() -> out.write(new byte[10_000_000])).isInstanceOf(IOException.class);
    }
  }

  @Test
  void an_interrupt_ends_the_waiting() throws Exception {
    CompletableFuture<Thread> waiting = new CompletableFuture<>();
    Future<Throwable> outcome =
        threads.submit(
            () -> {
              waiting.complete(Thread.currentThread());
              try (InputStream in = pipe.read(PATIENCE, () -> false)) {
                return new AssertionError("opened " + in);
              } catch (IOException e) {
                return e;
              }
            });
    waiting.get().interrupt();
    assertThat(outcome.get()).isInstanceOf(InterruptedIOException.class);
  }

  @Test
  void something_else_in_its_place_is_said() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "x");
    assertThatThrownBy(() -> new NamedPipe(file).create()).hasMessageContaining("no pipe");
  }
}
