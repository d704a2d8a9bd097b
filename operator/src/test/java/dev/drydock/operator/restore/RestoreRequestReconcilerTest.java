// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.restore;

import static dev.drydock.operator.restore.RestoreFixture.drill;
import static dev.drydock.operator.restore.RestoreFixture.inPlace;
import static dev.drydock.operator.restore.RestoreFixture.including;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.api.v1alpha1.ApplicationTarget;
import dev.drydock.api.v1alpha1.CheckOutcome;
import dev.drydock.api.v1alpha1.ComposeTarget;
import dev.drydock.api.v1alpha1.DatabaseEngine;
import dev.drydock.api.v1alpha1.ExistingData;
import dev.drydock.api.v1alpha1.Phase;
import dev.drydock.api.v1alpha1.RestoreInclude;
import dev.drydock.api.v1alpha1.RestoreRequestSpec;
import dev.drydock.api.v1alpha1.RestoreTarget;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.JobResult;
import dev.drydock.mover.job.JobSpec;
import dev.drydock.operator.claim.Claims;
import dev.drydock.operator.platform.ApplicationManifest.Database;
import dev.drydock.operator.testing.FakeResults;
import dev.drydock.operator.testing.Samples;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RestoreRequestReconcilerTest {
  private static final String RESTORED =
      "{configuration=new, database/db=new, volume/config=new, volume/uploads=new}";
  private static final String UNTOUCHED =
      "{configuration=old, database/db=old, volume/config=old, volume/uploads=old}";

  private final RestoreFixture fixture = new RestoreFixture();

  @Test
  void restoresTheWholeApplicationInPlaceAndStartsIt() {
    var status = fixture.request(inPlace(ExistingData.Mirror)).run();

    assertThat(fixture.is("Complete")).isTrue();
    assertThat(fixture.is("Degraded")).isFalse();
    assertThat(status.phase()).isEqualTo(Phase.Succeeded);
    assertThat(status.resolvedSource().run()).isEqualTo("shop-2");
    assertThat(fixture.volumes.contents()).isEqualTo(RESTORED);
    assertThat(fixture.platform.workloadStates())
        .isEqualTo(Map.of("db", "running", "web", "running"));
    assertThat(status.checks()).extracting(CheckOutcome::passed).containsExactly(true);
    assertThat(status.timings().total()).isNotNull();
    assertThat(fixture.condition("RecoveryTimeObjectiveMet").status()).isEqualTo("True");
    assertThat(fixture.platform.jobNames()).isEmpty();
    assertThat(status.plan()).isNotEmpty();
  }

  @Test
  void attributesThatTheTargetDoesNotTakeDegradeTheRestoreAndDoNotFailIt() {
    fixture.volumes.nextFetches.add(
        FakeResults.components(
            RestoreFixture.COMPONENTS.stream()
                .map(
                    name ->
                        new JobResult.ComponentResult(
                            name,
                            FakeResults.snapshot(name, "shop-2"),
                            FakeResults.BYTES,
                            10,
                            0,
                            List.of(),
                            name.equals("volume/uploads")
                                ? List.of("Restored 3 entries without owner (3).", "more")
                                : List.of(),
                            null))
                .toList()));

    fixture.request(inPlace(ExistingData.Mirror)).run();

    assertThat(fixture.is("Complete")).isTrue();
    assertThat(fixture.condition("Complete").message())
        .contains("Not all is as it was: volume/uploads: Restored 3 entries without owner (3).");
    assertThat(fixture.condition("Degraded").status()).isEqualTo("True");
    assertThat(fixture.condition("Degraded").reason()).isEqualTo("AttributesNotRestored");
    assertThat(fixture.condition("Degraded").message())
        .isEqualTo("volume/uploads: Restored 3 entries without owner (3).");
  }

  @Test
  void fetchesBeforeItStopsAnything() {
    fixture.request(inPlace(ExistingData.Overwrite)).run();

    assertThat(fixture.effects.log())
        .containsSubsequence(
            "startJob " + job("list"),
            "startJob " + job("fetch"),
            "web is exited",
            "db is exited",
            "startJob " + job("apply"),
            "startApplication shop",
            "check web is there",
            "startJob " + job("commit"));
  }

  @Test
  void aDrillLoadsByTheCommandOfTheBackupIntoTheSandboxAlone() {
    var shop = Samples.shop();
    var dumped =
        new Database(
            "db",
            DatabaseEngine.Command,
            "db",
            "mariadb:11",
            null,
            null,
            "data",
            "/var/lib/mysql",
            List.of("sh", "-c", "load"));
    var manifest = shop.withDatabases(List.of(dumped));
    fixture.platform.jobsEnd(
        spec ->
            spec instanceof JobSpec.ListRuns
                ? Optional.of(
                    new JobResult(
                        null,
                        List.of(),
                        List.of(RestoreFixture.run("shop-1", RestoreFixture.OLDER)),
                        RestoreFixture.json(manifest),
                        0,
                        0,
                        0,
                        List.of(),
                        "repository"))
                : fixture.volumes.apply(spec));
    fixture.request(drill("0s"));
    var sandbox = fixture.names().sandbox();
    fixture.run();

    assertThat(fixture.platform.requests().get(job("fetch")).databasePrograms())
        .singleElement()
        .satisfies(
            program -> {
              assertThat(program.restoreCommand()).containsExactly("sh", "-c", "load");
              assertThat(program.volume().source()).isEqualTo(sandbox + "_data");
              assertThat(program.restoredDirectory()).isEqualTo(fixture.names().restored());
            });
    assertThat(fixture.platform.workloadStates())
        .isEqualTo(Map.of("db", "running", "web", "running"));
  }

  @Test
  void saysWhatIsNotRunningAfterAPartWasRestored() {
    fixture.platform.workload("web", "exited");
    var include = new RestoreInclude(List.of("uploads"), List.of(), null, List.of());
    var status = fixture.request(including(include, ExistingData.Overwrite)).run();

    assertThat(status.plan())
        .contains("Leave as they are, not running: web. Start them yourself afterwards.");
    assertThat(fixture.condition("Complete").message())
        .endsWith(
            " Not running, as before: web. Start them with: docker compose -p shop up -d web");
  }

  @Test
  void loadsDatabasesIntoTheirVolumeAndNeverMixesTheirFiles() {
    fixture.request(inPlace(ExistingData.Overwrite)).run();

    var fetch = fixture.platform.requests().get(job("fetch"));
    assertThat(fetch.databasePrograms())
        .singleElement()
        .satisfies(
            program -> {
              assertThat(program.volume().source()).isEqualTo("shop_data");
              assertThat(program.restoredDirectory()).isEqualTo(fixture.names().restored());
            });
    var swap = (JobSpec.Swap) fixture.platform.specs().get(job("apply"));
    assertThat(swap.items())
        .filteredOn(JobSpec.SwapItem::mirror)
        .extracting(JobSpec.SwapItem::name)
        .containsExactly("database/db");
  }

  @Test
  void neverRemovesOtherFilesOfTheProjectsDirectory() {
    fixture.request(inPlace(ExistingData.Mirror)).run();

    var swap = (JobSpec.Swap) fixture.platform.specs().get(job("apply"));
    assertThat(swap.items())
        .filteredOn(item -> item.name().equals("configuration"))
        .isNotEmpty()
        .allSatisfy(item -> assertThat(item.entries()).isNotEmpty());
  }

  @Test
  void refusesToTouchDataUnlessTold() {
    fixture.platform.occupied(List.of("uploads", "cache"));
    fixture.request(inPlace(ExistingData.Fail)).run();

    var failed = fixture.condition("Failed");
    assertThat(failed.reason()).isEqualTo("TargetNotEmpty");
    assertThat(failed.message())
        .contains("uploads of project shop", "Overwrite", "Mirror")
        .doesNotContain("cache");
    assertThat(fixture.effects.log()).noneMatch(effect -> effect.contains("exited"));
    assertThat(fixture.platform.specs()).containsOnlyKeys(job("list"));
  }

  @Test
  void restoresIntoNothingWhenEverythingIsGone() {
    var bare = new RestoreFixture();
    bare.platform.gone();
    bare.request(inPlace(ExistingData.Fail)).run();

    assertThat(bare.is("Complete")).isTrue();
    assertThat(bare.status().quiesced()).isEmpty();
    assertThat(bare.effects.log()).contains("startApplication shop");
  }

  @Test
  void stopsOnlyWhatUsesOneVolumeAndBringsItBack() {
    fixture.platform.workload("web", "paused");
    var include = new RestoreInclude(List.of("uploads"), List.of(), null, List.of());
    fixture.request(including(include, ExistingData.Overwrite)).run();

    assertThat(fixture.is("Complete")).isTrue();
    assertThat(fixture.status().quiesced()).extracting(w -> w.service()).containsExactly("web");
    assertThat(fixture.effects.log()).doesNotContain("db is exited", "startApplication shop");
    assertThat(fixture.platform.workloadStates())
        .isEqualTo(Map.of("db", "running", "web", "paused"));
    assertThat(fixture.volumes.contents()).isEqualTo("{volume/uploads=new}");
  }

  @Test
  void restoringADatabaseAlsoStopsWhatDependsOnIt() {
    var include = new RestoreInclude(List.of(), List.of("db"), null, List.of());
    fixture.request(including(include, ExistingData.Overwrite)).run();

    assertThat(fixture.status().quiesced())
        .extracting(w -> w.service())
        .containsExactly("db", "web");
    assertThat(fixture.platform.workloadStates().values()).containsOnly("running");
  }

  @Test
  void dryRunPlansAndEstimatesAndChangesNothing() {
    var spec =
        new RestoreRequestSpec(
            RestoreFixture.fromPolicy(), null, null, null, ExistingData.Fail, true, List.of());
    var status = fixture.request(spec).run();

    assertThat(fixture.condition("Complete").reason()).isEqualTo("DryRun");
    assertThat(status.plan()).hasSizeGreaterThan(5);
    assertThat(status.estimate()).isNotNull();
    assertThat(fixture.platform.specs()).containsOnlyKeys(job("list"));
    assertThat(fixture.effects.log())
        .noneMatch(e -> e.startsWith("prepare") || e.contains("exited"));
  }

  @Test
  void takesTheNewestRunNotYoungerThanAsOf() {
    fixture.request(asOf("2026-11-22T01:59:59Z")).run();

    assertThat(fixture.status().resolvedSource().run()).isEqualTo("shop-1");
    assertThat(fixture.platform.specs()).containsKey(job("list"));
  }

  @Test
  void neverFallsBackWhenNothingIsOldEnough() {
    fixture.request(asOf("2026-11-01T00:00:00Z")).run();

    assertThat(fixture.condition("Failed").reason()).isEqualTo("SnapshotNotFound");
    assertThat(fixture.condition("Failed").message()).contains("shop-1 (2026-11-21T02:00:00Z)");
  }

  @Test
  void putsEverythingBackWhenACheckFails() {
    fixture.platform.workload("db", "running");
    fixture.platform.checkSays(new CheckOutcome("web is there", false, "connection refused", "1s"));
    fixture.request(inPlace(ExistingData.Mirror)).run();

    assertThat(fixture.condition("Failed").reason()).isEqualTo("CheckFailed");
    assertThat(fixture.condition("Failed").message())
        .contains("connection refused", "Everything is as it was");
    assertThat(fixture.is("Complete")).isFalse();
    assertThat(fixture.volumes.contents()).isEqualTo(UNTOUCHED);
    assertThat(fixture.platform.workloadStates().values()).containsOnly("running");
    assertThat(fixture.platform.jobNames()).isEmpty();
  }

  @Test
  void repeatsACheckForAMinuteHoweverLongItTakes() {
    var patient = new RestoreFixture(Duration.ofMinutes(1));
    var failing = new CheckOutcome("web is there", false, "not yet", "90s");
    patient.platform.checkSays(failing);
    patient.platform.whileChecking(
        () -> {
          boolean first = patient.effects.log("check").size() == 1;
          patient.clock.advance(Duration.ofSeconds(90));
          patient.platform.checkSays(
              first ? failing : new CheckOutcome("web is there", true, "there", "1s"));
        });
    patient.request(inPlace(ExistingData.Mirror)).run();

    assertThat(patient.is("Complete")).isTrue();
    assertThat(patient.effects.log("check")).hasSize(2);
  }

  @Test
  void aCheckThatStillFailsAfterAMinuteCounts() {
    var patient = new RestoreFixture(Duration.ofMinutes(1));
    patient.platform.checkSays(new CheckOutcome("web is there", false, "gone", "1s"));
    patient.request(inPlace(ExistingData.Mirror)).run();

    assertThat(patient.condition("Failed").reason()).isEqualTo("CheckFailed");
    assertThat(patient.effects.log("check")).hasSizeBetween(20, 40);
  }

  @Test
  void holdsBackupsBackWhenItCannotPutBackWhatItChanged() {
    fixture.platform.checkSays(new CheckOutcome("web is there", false, "gone", "1s"));
    fixture.platform.jobsEnd(
        spec ->
            spec instanceof JobSpec.Swap swap && swap.action() == JobSpec.SwapAction.RollBack
                ? Optional.of(JobResult.failed(FailureReason.NoSpace, "The disk is full."))
                : fixture.volumes.apply(spec));
    fixture.request(inPlace(ExistingData.Mirror)).run();

    assertThat(fixture.condition("Failed").message())
        .contains("could not be put back: The disk is full.", "No backup is made until");
    assertThat(fixture.condition(Claims.LEFT_BROKEN).status()).isEqualTo("True");
  }

  @Test
  void doesNotHoldBackupsBackWhenEverythingIsPutBack() {
    fixture.platform.checkSays(new CheckOutcome("web is there", false, "gone", "1s"));
    fixture.request(inPlace(ExistingData.Mirror)).run();

    assertThat(fixture.status().conditions()).noneMatch(c -> c.type().equals(Claims.LEFT_BROKEN));
  }

  @Test
  void saysThatWhatItMadeElsewhereIsLeft() {
    fixture.platform.checkSays(new CheckOutcome("web is there", false, "gone", "1s"));
    var target =
        new RestoreTarget(
            null,
            new ApplicationTarget(new ComposeTarget("shop-copy", "/srv/shop-copy"), null),
            null);
    fixture
        .request(
            new RestoreRequestSpec(
                RestoreFixture.fromPolicy(),
                null,
                null,
                target,
                ExistingData.Fail,
                false,
                RestoreFixture.checks()))
        .run();

    assertThat(fixture.condition("Failed").message())
        .contains("project shop-copy had before is as it was", "are left")
        .doesNotContain("Everything is as it was");
  }

  @Test
  void findsContainersAgainThatTheRestoreMadeAnew() {
    fixture.platform.workload("web", "exited");
    fixture.platform.replacesContainers();
    fixture.platform.checkSays(new CheckOutcome("web is there", false, "gone", "1s"));
    fixture.request(inPlace(ExistingData.Mirror)).run();

    assertThat(fixture.condition("Failed").message()).contains("Everything is as it was");
    assertThat(fixture.platform.workloadStates())
        .isEqualTo(Map.of("db", "running", "web", "exited"));
  }

  @Test
  void replacesTheFilesOfTheConfigurationAndNothingElseWhereTheyLie() {
    fixture.platform.checkSays(new CheckOutcome("web is there", false, "gone", "1s"));
    fixture.request(inPlace(ExistingData.Mirror)).run();

    var apply = (JobSpec.Swap) fixture.platform.specs().get(job("apply"));
    var back = (JobSpec.Swap) fixture.platform.specs().get(job("rollback"));
    assertThat(apply.items())
        .filteredOn(item -> item.name().equals("configuration"))
        .extracting(item -> item.root() + " " + item.entries())
        .containsExactly(
            "/target/configuration/project [compose.yaml, .env]",
            "/target/configuration/host/etc/shop [tls.crt]");
    assertThat(back.items()).isEqualTo(apply.items().reversed());
  }

  @Test
  void neverReplacesFilesOfTheSystem() {
    fixture.platform.configures("/etc/localtime");
    fixture.request(inPlace(ExistingData.Mirror)).run();

    assertThat(fixture.condition("Complete").message()).contains("left alone: /etc/localtime.");
    assertThat(fixture.platform.requests().values())
        .allSatisfy(
            request ->
                assertThat(request.mounts()).noneMatch(mount -> mount.source().equals("/etc")));
  }

  @Test
  void whatIsInTheWayIsSaidBeforeAnythingIsMadeOrFetched() {
    fixture.platform.obstructs("Service web publishes port 80/tcp, which container edge has.");
    fixture.request(inPlace(ExistingData.Mirror)).run();

    assertThat(fixture.condition("Failed").message()).contains("Nothing was changed", "port 80");
    assertThat(fixture.condition("Failed").reason()).isEqualTo("InvalidRequest");
    assertThat(fixture.effects.log("prepare")).isEmpty();
    assertThat(fixture.platform.specs()).doesNotContainKey(job("fetch"));
  }

  @Test
  void aCopyThatIsNotToBeStartedIsLeftAndSaysHowToStartIt() {
    var compose = new ComposeTarget("shop-copy", "/srv/shop-copy", false);
    var target = new RestoreTarget(null, new ApplicationTarget(compose, null), null);
    fixture
        .request(
            new RestoreRequestSpec(
                RestoreFixture.fromPolicy(),
                null,
                null,
                target,
                ExistingData.Fail,
                false,
                List.of()))
        .run();

    assertThat(fixture.condition("Complete").message())
        .contains("docker compose --project-directory /srv/shop-copy -p shop-copy up -d");
    assertThat(fixture.effects.log("startApplication")).isEmpty();
    assertThat(fixture.status().plan()).contains("Start nothing, as asked for.");
  }

  @Test
  void putsEverythingBackWhenTheApplicationDoesNotBecomeHealthy() {
    fixture.platform.fail("startApplication", FailureReason.WorkloadUnhealthy, "web exited 1");
    fixture.request(inPlace(ExistingData.Mirror)).run();

    assertThat(fixture.condition("Failed").reason()).isEqualTo("WorkloadUnhealthy");
    assertThat(fixture.volumes.contents()).isEqualTo(UNTOUCHED);
    assertThat(fixture.platform.workloadStates().values()).containsOnly("running");
  }

  @Test
  void neverStopsAnythingWhenTheFetchFails() {
    fixture.volumes.nextFetches.add(
        JobResult.failed(FailureReason.RepositoryCorrupt, "Pack 1234 is damaged."));
    fixture.request(inPlace(ExistingData.Mirror)).run();

    assertThat(fixture.condition("Failed").reason()).isEqualTo("RepositoryCorrupt");
    assertThat(fixture.effects.log()).noneMatch(e -> e.contains("exited"));
    assertThat(fixture.volumes.contents()).isEqualTo(UNTOUCHED);
  }

  @Test
  void triesALostMoverAgainWithCleanDirectories() {
    fixture.volumes.nextFetches.add(JobResult.failed(FailureReason.MoverLost, "It was killed."));
    fixture.request(inPlace(ExistingData.Mirror)).run();

    assertThat(fixture.is("Complete")).isTrue();
    assertThat(fixture.platform.specs())
        .containsKeys(job("fetch"), job("clear"), fixture.names().job(RestoreJob.Fetch, 2));
  }

  @Test
  void aFailedLookAtAMoverIsNoFailureOfTheMover() {
    fixture.platform.jobsEnd(
        spec -> FakeVolumes.fetchesData(spec) ? Optional.empty() : fixture.volumes.apply(spec));
    fixture.request(inPlace(ExistingData.Mirror));
    fixture.runUntil(() -> fixture.platform.jobNames().contains(job("fetch")));
    for (int i = 0; i < 10; i++) {
      fixture.platform.fail("job", FailureReason.PlatformError, "no answer");
      fixture.once();
    }

    assertThat(fixture.condition("Waiting").message()).isEqualTo("no answer");
    assertThat(fixture.status().attempt()).isEqualTo(1);
    assertThat(fixture.platform.specs())
        .containsOnlyKeys(job("list"), job("configuration"), job("fetch"));

    fixture.platform.end(
        job("fetch"),
        fixture.volumes.apply(fixture.platform.specs().get(job("fetch"))).orElseThrow());
    fixture.platform.jobsEnd(fixture.volumes);
    fixture.run();

    assertThat(fixture.is("Complete")).isTrue();
    assertThat(fixture.status().conditions()).noneMatch(c -> c.type().equals("Waiting"));
  }

  @Test
  void aMoverWhoseStartSeemedToFailIsGoneBeforeTheNextOneStarts() {
    var seen = new HashSet<String>();
    fixture.platform.jobsEnd(
        spec -> {
          var writing =
              fixture.platform.jobNames().stream().filter(n -> !n.contains("-list-")).toList();
          assertThat(writing).as("beside " + spec).isEmpty();
          if (!(spec instanceof JobSpec.ListRuns)
              && seen.add(spec.getClass() + " " + FakeVolumes.onlyConfiguration(spec))) {
            fixture.platform.fail("afterStartJob", FailureReason.PlatformError, "no answer");
          }
          return fixture.volumes.apply(spec);
        });
    fixture.request(inPlace(ExistingData.Mirror));
    fixture.run();

    assertThat(fixture.is("Complete")).isTrue();
    assertThat(fixture.platform.specs())
        .containsKeys(
            job("clearconfiguration"),
            fixture.names().job(RestoreJob.Configuration, 3),
            job("clear"),
            fixture.names().job(RestoreJob.Clear, 2),
            fixture.names().job(RestoreJob.Fetch, 3));
  }

  @Test
  void givesUpAMoverThatIsLostTimeAndAgain() {
    for (int i = 0; i < 3; i++) {
      fixture.volumes.nextFetches.add(JobResult.failed(FailureReason.MoverLost, "Killed."));
    }
    fixture.request(inPlace(ExistingData.Mirror)).run();

    assertThat(fixture.condition("Failed").reason()).isEqualTo("MoverLost");
    assertThat(fixture.volumes.contents()).isEqualTo(UNTOUCHED);
  }

  @Test
  void drillsInASandboxAndRemovesIt() {
    var status = fixture.request(drill("0s")).run();

    assertThat(fixture.is("Complete")).isTrue();
    assertThat(fixture.platform.sandboxes()).isEmpty();
    assertThat(status.sandbox()).isNull();
    assertThat(status.timings().total()).isNotNull();
    assertThat(fixture.effects.log())
        .contains("createSandbox " + fixture.names().sandbox())
        .noneMatch(e -> e.contains("exited"));
  }

  @Test
  void keepsTheSandboxForItsTimeToLive() {
    fixture.request(drill("1h"));
    fixture.runUntil(() -> "KeepSandbox".equals(fixture.status().step()));

    assertThat(fixture.is("Complete")).isTrue();
    assertThat(fixture.platform.sandboxes()).hasSize(1);

    fixture.run();

    assertThat(fixture.platform.sandboxes()).isEmpty();
    assertThat(fixture.clock.instant()).isAfterOrEqualTo("2026-11-23T09:00:00Z");
  }

  @Test
  void aFailedDrillSaysSoAndRemovesItsSandbox() {
    fixture.platform.checkSays(new CheckOutcome("web is there", false, "status 500", "1s"));
    fixture.request(drill("1h")).run();

    assertThat(fixture.condition("Failed").reason()).isEqualTo("CheckFailed");
    assertThat(fixture.platform.sandboxes()).isEmpty();
    assertThat(fixture.platform.workloadStates().values()).containsOnly("running");
  }

  @Test
  void removesSandboxesOfRequestsThatAreNoMore() {
    fixture.request(drill("1h"));
    fixture.runUntil(() -> !fixture.platform.sandboxes().isEmpty());
    fixture.requests.delete(Samples.NAMESPACE, RestoreFixture.REQUEST);

    fixture.restart();

    assertThat(fixture.platform.sandboxes()).isEmpty();
  }

  private static RestoreRequestSpec asOf(String instant) {
    return new RestoreRequestSpec(
        RestoreFixture.fromPolicy(), instant, null, null, ExistingData.Overwrite, false, List.of());
  }

  private String job(String step) {
    return "back-" + fixture.names().id() + "-" + step + "-1";
  }
}
