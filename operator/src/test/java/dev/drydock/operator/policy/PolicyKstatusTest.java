// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.JobResult;
import dev.drydock.operator.testing.Kstatus;
import dev.drydock.operator.testing.Samples;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What kstatus makes of a policy. */
final class PolicyKstatusTest {
  private static final String SIX_HOURLY = "schedule: {incremental: {cron: \"0 */6 * * *\"}}\n";

  @Test
  void aPolicyInForceIsCurrent() {
    PolicyHarness world = new PolicyHarness(SIX_HOURLY);
    world.advance();
    assertThat(kstatus(world)).isEqualTo(Kstatus.Current);
  }

  @Test
  void aPolicyThatCannotBeFollowedHasFailedUntilItIsCorrected() {
    PolicyHarness world = new PolicyHarness("schedule: {incremental: {cron: \"0 0 30 2 *\"}}\n");
    world.advance();
    assertThat(kstatus(world)).isEqualTo(Kstatus.Failed);

    world.respec(SIX_HOURLY);
    assertThat(kstatus(world)).as("of an old generation").isEqualTo(Kstatus.InProgress);
    world.advance();
    assertThat(kstatus(world)).isEqualTo(Kstatus.Current);
  }

  @Test
  void aPolicyWhoseRunsFailIsNotDoneButGoesOn() {
    PolicyHarness world = new PolicyHarness(SIX_HOURLY);
    world.platform.jobsEnd(
        spec -> Optional.of(JobResult.failed(FailureReason.WrongPassword, "No key opens.")));
    world.liveUntil("2026-11-20T18:05:00Z");
    assertThat(kstatus(world)).isEqualTo(Kstatus.InProgress);
  }

  private static Kstatus kstatus(PolicyHarness world) {
    return Kstatus.of(world.policies.get(Samples.NAMESPACE, "shop").orElseThrow());
  }
}
