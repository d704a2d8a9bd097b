// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.api.v1alpha1.CheckOutcome;
import dev.drydock.api.v1alpha1.ExistingData;
import dev.drydock.api.v1alpha1.RestoreRequest;
import dev.drydock.api.v1alpha1.RestoreRequestSpec;
import dev.drydock.operator.testing.Kstatus;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What kstatus makes of every status that a restore ever has. */
final class RestoreKstatusTest {
  @Test
  void aRestoreIsInProgressUntilItIsComplete() {
    isInProgressUntil(
        Kstatus.Current, every(RestoreFixture.inPlace(ExistingData.Mirror), fixture -> {}));
  }

  @Test
  void aRestoreIsInProgressWhileItIsUndoneAndThenHasFailed() {
    isInProgressUntil(
        Kstatus.Failed,
        every(
            RestoreFixture.inPlace(ExistingData.Mirror),
            fixture ->
                fixture.platform.checkSays(new CheckOutcome("web is there", false, "no", "1s"))));
  }

  @Test
  void aDrillIsInProgressUntilItHasPassed() {
    isInProgressUntil(Kstatus.Current, every(RestoreFixture.drill("1h"), fixture -> {}));
  }

  @Test
  void aRestoreThatIsRefusedHasFailed() {
    var seen =
        every(
            RestoreFixture.inPlace(ExistingData.Fail),
            fixture -> fixture.platform.occupied(List.of("uploads")));

    isInProgressUntil(Kstatus.Failed, seen);
    assertThat(seen.getLast().getStatus().conditions())
        .filteredOn(c -> c.type().equals("Stalled"))
        .singleElement()
        .satisfies(c -> assertThat(c.reason()).isEqualTo("TargetNotEmpty"));
  }

  /** What follows its end, such as the removal of a sandbox, changes nothing any more. */
  private static void isInProgressUntil(Kstatus end, List<RestoreRequest> seen) {
    assertThat(seen).hasSizeGreaterThan(3);
    assertThat(seen.getLast().getStatus().step()).isEqualTo("Done");
    for (var request : seen) {
      assertThat(Kstatus.of(request))
          .as("in step %s", request.getStatus().step())
          .isEqualTo(request.getStatus().completionTime() == null ? Kstatus.InProgress : end);
    }
  }

  private static List<RestoreRequest> every(
      RestoreRequestSpec spec, Consumer<RestoreFixture> arrangement) {
    var smooth = new RestoreFixture();
    arrangement.accept(smooth);
    smooth.request(spec).run();
    var effects = smooth.effects.log();
    var seen = new ArrayList<RestoreRequest>();
    for (var i = 0; i < effects.size(); i++) {
      if (effects.get(i).startsWith("status RestoreRequest")) {
        var fixture = new RestoreFixture();
        arrangement.accept(fixture);
        fixture.effects.crashAfter(i + 1);
        fixture.request(spec).runUntil(() -> fixture.restarts > 0);
        seen.add(fixture.stored());
      }
    }
    return seen;
  }
}
