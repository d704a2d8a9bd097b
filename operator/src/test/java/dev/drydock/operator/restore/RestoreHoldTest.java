// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.api.v1alpha1.ApplicationTarget;
import dev.drydock.api.v1alpha1.CheckOutcome;
import dev.drydock.api.v1alpha1.ComposeTarget;
import dev.drydock.api.v1alpha1.ExistingData;
import dev.drydock.api.v1alpha1.OnFailure;
import dev.drydock.api.v1alpha1.RestoreRequestSpec;
import dev.drydock.api.v1alpha1.RestoreTarget;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.JobResult;
import dev.drydock.operator.naming.Annotations;
import dev.drydock.operator.testing.Samples;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Restores that stand still where they failed, and go on once the cause is mended. */
final class RestoreHoldTest {
  private static final String RESTORED =
      "{configuration=new, database/db=new, volume/config=new, volume/uploads=new}";

  private final RestoreFixture fixture = new RestoreFixture();

  @Test
  void anImageThatIsMissingStopsItBeforeAnyDataIsFetched() {
    fixture.platform.fail("provideImages", FailureReason.ImageUnavailable, "No shop:1.");
    held(intoNothing());

    assertThat(fixture.status().step()).isEqualTo("Images");
    assertThat(fixture.condition("Held").reason()).isEqualTo("ImageUnavailable");
    assertThat(fixture.condition("Held").message())
        .contains("No shop:1.", "No data was fetched yet", fixture.names().restored());
    assertThat(fixture.volumes.contents()).isEqualTo("{configuration=old, restored new}");

    resume("once");
    fixture.run();

    assertThat(fixture.is("Complete")).isTrue();
    assertThat(fixture.volumes.contents()).isEqualTo(RESTORED);
    assertThat(fixture.effects.log("startJob").stream().filter(job -> job.contains("configur")))
        .hasSize(1);
  }

  @Test
  void goesOnFromTheStartWithoutFetchingAgain() {
    fixture.platform.fail("startApplication", FailureReason.WorkloadUnhealthy, "Port 80 is taken.");
    held(intoNothing());

    assertThat(fixture.status().step()).isEqualTo("Start");
    assertThat(fixture.is("Failed")).isFalse();
    assertThat(fixture.is("Stalled")).as("nothing happens unless a person does something").isTrue();
    assertThat(fixture.condition("Held").message())
        .contains("Port 80 is taken.", "Everything is fetched and in its place");

    resume("once");
    fixture.run();

    assertThat(fixture.is("Complete")).isTrue();
    assertThat(fixture.status().conditions())
        .noneMatch(c -> c.type().equals("Held") || c.type().equals("Stalled"));
    assertThat(fixture.volumes.contents()).isEqualTo(RESTORED);
    assertThat(fixture.effects.log("startJob").stream().filter(job -> job.contains("-fetch-")))
        .hasSize(1);
    assertThat(fixture.platform.jobNames()).isEmpty();
  }

  @Test
  void everyValueOfTheAnnotationCountsOnce() {
    for (int i = 0; i < 2; i++) {
      fixture.platform.fail("startApplication", FailureReason.WorkloadUnhealthy, "Not yet.");
    }
    held(intoNothing());
    resume("once");
    fixture.runUntil(() -> fixture.is("Held") && fixture.is("Waiting"));

    assertThat(fixture.once()).isPresent();
    assertThat(fixture.status().step()).isEqualTo("Start");

    resume("twice");
    fixture.run();

    assertThat(fixture.is("Complete")).isTrue();
  }

  @Test
  void aFailedCheckIsTriedAgainAfterAnotherStart() {
    fixture.platform.checkSays(new CheckOutcome("web is there", false, "gone", "1s"));
    held(intoNothing());
    assertThat(fixture.status().step()).isEqualTo("Check");

    fixture.platform.checkSays(new CheckOutcome("web is there", true, "there", "1s"));
    resume("once");
    fixture.run();

    assertThat(fixture.is("Complete")).isTrue();
    assertThat(fixture.effects.log("startApplication")).hasSize(2);
  }

  @Test
  void aFetchThatFailedBeginsWithCleanDirectories() {
    fixture.volumes.nextFetches.add(
        JobResult.failed(FailureReason.LoadFailed, "The dump does not load."));
    held(intoNothing());
    assertThat(fixture.status().step()).isEqualTo("Fetch");

    resume("once");
    fixture.run();

    assertThat(fixture.is("Complete")).isTrue();
    assertThat(fixture.volumes.contents()).isEqualTo(RESTORED);
  }

  @Test
  void aConfigurationThatWasNotFetchedIsFetchedAgain() {
    fixture.volumes.nextConfigurations.add(
        JobResult.failed(FailureReason.RepositoryCorrupt, "Pack 1234 is damaged."));
    held(intoNothing());
    assertThat(fixture.status().step()).isEqualTo("FetchConfiguration");

    resume("once");
    fixture.run();

    assertThat(fixture.is("Complete")).isTrue();
  }

  @Test
  void isFoundStandingStillAfterARestart() {
    fixture.platform.fail("startApplication", FailureReason.WorkloadUnhealthy, "Port 80 is taken.");
    held(intoNothing());
    fixture.restart();

    assertThat(fixture.once()).isPresent();
    assertThat(fixture.effects.log("startApplication")).isEmpty();
    resume("once");
    fixture.run();

    assertThat(fixture.is("Complete")).isTrue();
  }

  @Test
  void deletingItPutsEverythingBack() {
    fixture.platform.fail("startApplication", FailureReason.WorkloadUnhealthy, "Port 80 is taken.");
    held(intoNothing());
    fixture.requests.markDeleted(Samples.NAMESPACE, RestoreFixture.REQUEST);
    fixture.run();

    assertThat(fixture.condition("Failed").reason()).isEqualTo("Cancelled");
    assertThat(fixture.status().conditions()).noneMatch(c -> c.type().equals("Held"));
    assertThat(fixture.volumes.places.values())
        .allSatisfy(place -> assertThat(place).hasToString("old"));
    assertThat(fixture.platform.jobNames()).isEmpty();
  }

  @Test
  void putsBackAtOnceWhatWasThereBefore() {
    fixture.platform.occupied(List.of("uploads"));
    fixture.platform.fail("startApplication", FailureReason.WorkloadUnhealthy, "web exited 1");
    fixture.request(holding(ExistingData.Overwrite, null)).run();

    assertThat(fixture.condition("Failed").reason()).isEqualTo("WorkloadUnhealthy");
    assertOld();
  }

  @Test
  void bringsBackAtOnceWhatRanBefore() {
    fixture.platform.fail("startApplication", FailureReason.WorkloadUnhealthy, "web exited 1");
    fixture.request(holding(ExistingData.Fail, null)).run();

    assertThat(fixture.condition("Failed").reason()).isEqualTo("WorkloadUnhealthy");
    assertThat(fixture.platform.workloadStates())
        .isEqualTo(Map.of("db", "running", "web", "running"));
    assertOld();
  }

  @ParameterizedTest
  @EnumSource(OnFailure.class)
  void imagesAreHadBeforeAnythingIsStopped(OnFailure onFailure) {
    fixture.platform.fail("provideImages", FailureReason.ImageUnavailable, "No shop:1.");
    fixture.request(
        new RestoreRequestSpec(
            RestoreFixture.fromPolicy(),
            null,
            null,
            null,
            ExistingData.Mirror,
            false,
            List.of(),
            onFailure));
    fixture.runUntil(() -> fixture.is("Failed") || fixture.is("Held"));

    assertThat(fixture.effects.log())
        .noneMatch(effect -> effect.contains("exited") || effect.contains("-fetch-"));
  }

  @Test
  void imagesComeAfterTheConfigurationAndBeforeTheData() {
    fixture.request(RestoreFixture.inPlace(ExistingData.Mirror)).run();

    assertThat(fixture.effects.log())
        .containsSubsequence(
            "startJob " + fixture.names().job(RestoreJob.Configuration, 1),
            "images of shop",
            "startJob " + fixture.names().job(RestoreJob.Fetch, 1));
  }

  private void held(RestoreRequestSpec spec) {
    fixture.request(spec);
    fixture.runUntil(() -> fixture.is("Held") && fixture.is("Waiting"));
    assertThat(fixture.is("Held")).as("%s", fixture.status()).isTrue();
    for (int i = 0; i < 3; i++) {
      assertThat(fixture.once()).contains(Duration.ofSeconds(2));
    }
  }

  private void resume(String value) {
    var request = fixture.stored();
    request.getMetadata().setAnnotations(Map.of(Annotations.RESUME, value));
    fixture.requests.updateSpec(request);
  }

  private void assertOld() {
    assertThat(fixture.volumes.places.values())
        .allSatisfy(place -> assertThat(place).hasToString("old"));
  }

  private static RestoreRequestSpec intoNothing() {
    var target =
        new RestoreTarget(
            null,
            new ApplicationTarget(new ComposeTarget("shop-copy", "/srv/shop-copy"), null),
            null);
    return holding(ExistingData.Fail, target);
  }

  private static RestoreRequestSpec holding(ExistingData existing, RestoreTarget target) {
    return new RestoreRequestSpec(
        RestoreFixture.fromPolicy(),
        null,
        null,
        target,
        existing,
        false,
        RestoreFixture.checks(),
        OnFailure.Hold);
  }
}
