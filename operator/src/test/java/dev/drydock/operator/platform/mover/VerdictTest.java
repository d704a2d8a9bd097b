// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.platform.mover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.JobResult;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class VerdictTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private static JobResult.Failure failure(
      long code, boolean memory, Duration ran, JobResult.@Nullable Failure program) {
    return Objects.requireNonNull(
        Verdict.of(new MoverLog(null, null), "last words", code, memory, ran, HOUR, program)
            .failure());
  }

  @Test
  void whatTheMoverSaidCounts() {
    JobResult said = JobResult.failed(FailureReason.WrongPassword, "no key opens");
    assertThat(Verdict.of(new MoverLog(null, said), "", 1, false, HOUR.multipliedBy(2), HOUR, null))
        .isEqualTo(said);
  }

  @Test
  void oneWithoutAResultWasLost() {
    assertThat(failure(1, false, Duration.ofMinutes(1), null).reason())
        .isEqualTo(FailureReason.MoverLost);
    assertThat(failure(1, false, Duration.ofMinutes(1), null).message())
        .contains("status 1")
        .contains("last words");
    assertThat(failure(137, true, Duration.ofMinutes(1), null).message()).contains("memory");
  }

  @Test
  void oneThatTookTooLongWasStopped() {
    assertThat(failure(143, false, HOUR, null).reason()).isEqualTo(FailureReason.DeadlineExceeded);
  }

  @Test
  void aLostDatabaseProgramIsTheCause() {
    JobResult.Failure program = new JobResult.Failure(FailureReason.LoadFailed, "psql was lost");
    assertThat(failure(143, false, Duration.ofMinutes(1), program)).isEqualTo(program);
  }

  @Test
  void aMoverThatWasKilledTakesItsProgramsWithIt() {
    JobResult.Failure program = new JobResult.Failure(FailureReason.DumpFailed, "pg_dump was lost");
    assertThat(failure(137, false, Duration.ofMinutes(1), program).reason())
        .isEqualTo(FailureReason.MoverLost);
  }

  @Test
  void readsMessagesAmongOtherLines() {
    MoverLog log =
        MoverLog.parse(
            """
            cut off"}
            {"message":"moving","component":"volume/a","bytesDone":1,"bytesTotal":2,"filesDone":0}
            WARNING: something
            {"message":"moving","component":"volume/a","bytesDone":2,"bytesTotal":2,"filesDone":1}
            {"message":"finished","result":{"repositoryId":"abc","later":true}}
            """);
    assertThat(Objects.requireNonNull(log.progress()).bytesDone()).isEqualTo(2);
    assertThat(Objects.requireNonNull(log.result()).repositoryId()).isEqualTo("abc");
    assertThat(MoverLog.parse("Exception in thread main").result()).isNull();
  }
}
