// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.api.v1alpha1.CheckOutcome;
import dev.drydock.api.v1alpha1.ExistingData;
import dev.drydock.api.v1alpha1.RestoreRequestSpec;
import dev.drydock.operator.status.Conditions;
import dev.drydock.operator.testing.Samples;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Kills the operator after every single effect of a restore, and starts it again. */
final class RestoreCrashTest {
  private static final Map<String, String> RUNNING = Map.of("db", "running", "web", "running");
  private static final Consumer<RestoreFixture> NOTHING_SPECIAL = fixture -> {};

  @Test
  void aRestoreInPlaceCompletesWhereverItIsKilled() {
    everywhere(
        RestoreFixture.inPlace(ExistingData.Mirror),
        NOTHING_SPECIAL,
        fixture -> {
          assertThat(fixture.is("Complete")).isTrue();
          assertThat(fixture.volumes.places.values())
              .allSatisfy(place -> assertThat(place).hasToString("new"));
        });
  }

  @Test
  void aFailedCheckIsUndoneWhereverItIsKilled() {
    everywhere(
        RestoreFixture.inPlace(ExistingData.Mirror),
        fixture ->
            fixture.platform.checkSays(new CheckOutcome("web is there", false, "gone", "1s")),
        fixture -> {
          assertThat(fixture.condition("Failed").reason()).isEqualTo("CheckFailed");
          assertOld(fixture);
        });
  }

  @Test
  void aDrillLeavesNoSandboxWhereverItIsKilled() {
    everywhere(
        RestoreFixture.drill("0s"),
        NOTHING_SPECIAL,
        fixture -> assertThat(fixture.is("Complete")).isTrue());
  }

  @Test
  void aFailedDrillLeavesNoSandboxWhereverItIsKilled() {
    everywhere(
        RestoreFixture.drill("1h"),
        fixture ->
            fixture.platform.checkSays(new CheckOutcome("web is there", false, "gone", "1s")),
        fixture -> assertThat(fixture.is("Failed")).isTrue());
  }

  @Test
  void aRequestDeletedAnywhereLeavesTheApplicationRunningAndWhole() {
    int effects = effects(RestoreFixture.inPlace(ExistingData.Mirror));
    for (int i = 0; i < effects; i++) {
      var fixture = new RestoreFixture().request(RestoreFixture.inPlace(ExistingData.Mirror));
      deleteAfter(fixture, i);
      assertThat(fixture.platform.workloadStates()).as("deleted at %s", i).isEqualTo(RUNNING);
      assertThat(fixture.volumes.places.values())
          .as("deleted at %s", i)
          .allSatisfy(place -> assertThat(place.toString()).isIn("old", "new"));
      assertThat(fixture.volumes.places.values().stream().map(Object::toString).distinct())
          .hasSizeLessThan(2);
      assertThat(fixture.platform.jobNames()).isEmpty();
    }
  }

  @Test
  void aDrillDeletedAnywhereLeavesNoSandbox() {
    int effects = effects(RestoreFixture.drill("1h"));
    for (int i = 0; i < effects; i++) {
      var fixture = new RestoreFixture().request(RestoreFixture.drill("1h"));
      deleteAfter(fixture, i);
      assertThat(fixture.platform.sandboxes()).as("deleted at %s", i).isEmpty();
      assertThat(fixture.platform.jobNames()).isEmpty();
    }
  }

  /** How many effects a restore has. */
  private static int effects(RestoreRequestSpec spec) {
    var fixture = new RestoreFixture().request(spec);
    int before = fixture.effects.log().size();
    fixture.run();
    return fixture.effects.log().size() - before;
  }

  private static void deleteAfter(RestoreFixture fixture, int effects) {
    int before = fixture.effects.log().size();
    fixture.effects.crashAfter(before + effects + 1);
    fixture.runUntil(() -> fixture.restarts > 0);
    fixture.requests.markDeleted(Samples.NAMESPACE, RestoreFixture.REQUEST);
    fixture.run();
  }

  private static void everywhere(
      RestoreRequestSpec spec,
      Consumer<RestoreFixture> arrangement,
      Consumer<RestoreFixture> expectation) {
    var smooth = started(spec, arrangement);
    int first = smooth.effects.log().size() + 1;
    smooth.run();
    check(smooth, expectation);
    int last = smooth.effects.log().size();
    assertThat(last).isGreaterThan(first + 8);
    for (int effect = first; effect <= last; effect++) {
      var fixture = started(spec, arrangement);
      fixture.effects.crashAfter(effect);
      fixture.run();
      assertThat(fixture.restarts).as("killed after effect %s", effect).isEqualTo(1);
      check(fixture, expectation);
    }
  }

  private static RestoreFixture started(
      RestoreRequestSpec spec, Consumer<RestoreFixture> arrangement) {
    var fixture = new RestoreFixture();
    arrangement.accept(fixture);
    return fixture.request(spec);
  }

  private static void check(RestoreFixture fixture, Consumer<RestoreFixture> expectation) {
    assertThat(fixture.status().step()).isEqualTo("Done");
    expectation.accept(fixture);
    assertThat(fixture.platform.workloadStates()).isEqualTo(RUNNING);
    assertThat(fixture.platform.sandboxes()).isEmpty();
    assertThat(fixture.platform.jobNames()).isEmpty();
    assertThat(Conditions.find(fixture.status().conditions(), StatusDraft.ROLLING_BACK)).isEmpty();
  }

  private static void assertOld(RestoreFixture fixture) {
    assertThat(fixture.volumes.places.values())
        .allSatisfy(place -> assertThat(place).hasToString("old"));
  }
}
