// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.job.runner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mover is told which job it was started for. */
final class ReplacedJobTest {
  private static final String JOB = "{\"job\":\"swap\",\"action\":\"Commit\",\"items\":[]}";

  /** Of {@link #JOB}, by sha256sum. */
  private static final String DIGEST =
      "ec07cf3fc9f8198421fcc6c8e569cc3ece79d1450589856a7f2579e55a892783";

  @TempDir private Path directory;

  @Test
  void the_job_that_is_expected_is_done() throws IOException {
    Path file = Files.writeString(directory.resolve("job.json"), JOB);

    assertThat(run(file, DIGEST)).contains("\"finished\"").doesNotContain("\"failure\"");
  }

  @Test
  void another_one_is_not() throws IOException {
    Path file = Files.writeString(directory.resolve("job.json"), JOB + " ");

    assertThat(run(file, DIGEST))
        .contains("\"finished\"", "PlatformError", "it was replaced, and nothing of it was done");
  }

  private static String run(Path file, String sha256) {
    var out = new ByteArrayOutputStream();
    int unused =
        new MoverProcess(JobRunner.ofThisProcess(), new PrintStream(out, true, UTF_8))
            .run(file, sha256);
    return out.toString(UTF_8);
  }
}
