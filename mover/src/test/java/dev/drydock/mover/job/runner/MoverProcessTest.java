// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.job.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MoverProcessTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path directory;

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  private int run(Path job, Path message) {
    PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
    return new MoverProcess(JobRunner.ofThisProcess(), out, message).run(job, null);
  }

  private String lastLine() {
    return said.toString(StandardCharsets.UTF_8).strip().lines().toList().getLast();
  }

  @Test
  void leaves_what_came_of_it_beside_saying_it() throws Exception {
    Path message = Files.writeString(directory.resolve("message"), "of before ".repeat(1000));

    assertThat(run(directory.resolve("no-job"), message)).isEqualTo(MoverProcess.FAILED);

    assertThat(lastLine()).contains("finished", "no-job");
    assertThat(message).hasContent(lastLine());
  }

  @Test
  void leaves_nothing_that_would_be_cut_off() throws Exception {
    Path message = Files.createFile(directory.resolve("message"));
    Path job = Path.of("/" + ("a".repeat(200) + "/").repeat(30));

    run(job, message);

    assertThat(lastLine().length()).isGreaterThan(4096);
    assertThat(message).isEmptyFile();
  }

  @Test
  void makes_no_file_where_no_platform_asks_for_one() {
    Path message = directory.resolve("message");

    run(directory.resolve("no-job"), message);

    assertThat(message).doesNotExist();
    assertThat(lastLine()).contains("finished");
  }
}
