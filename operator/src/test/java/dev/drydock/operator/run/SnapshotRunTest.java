// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.api.v1alpha1.BackupRunStatus;
import dev.drydock.api.v1alpha1.BackupType;
import dev.drydock.api.v1alpha1.ComponentStatus;
import dev.drydock.api.v1alpha1.VolumeSource;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.platform.ApplicationManifest;
import dev.drydock.operator.platform.ApplicationManifest.Volume;
import dev.drydock.operator.platform.ApplicationManifest.VolumeKind;
import dev.drydock.operator.platform.JobRequest;
import dev.drydock.operator.status.Conditions;
import dev.drydock.operator.testing.Policies;
import dev.drydock.operator.testing.Samples;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs of an application of which the storage can make snapshots. */
final class SnapshotRunTest {
  private final RunHarness world = new RunHarness();

  @BeforeEach
  void application() {
    world.platform.has(
        Samples.shop()
            .withVolumes(List.of(claim("uploads"), claim("media")))
            .withDatabases(List.of())
            .withCluster(
                new ApplicationManifest.ClusterObjects("shop", Map.of(), List.of(), List.of())));
  }

  private static Volume claim(String name) {
    return new Volume(
        name, VolumeKind.Claim, name, Map.of("web", "/srv/" + name), null, false, false);
  }

  private BackupRunStatus run(String policy) {
    world.policy(Policies.spec(policy));
    world.create("shop-1", BackupType.Full);
    return world.finish("shop-1").getStatus();
  }

  private List<String> effects() {
    return world.effects.log().stream()
        .filter(e -> !e.startsWith("status") && !e.startsWith("create"))
        .map(e -> e.replace(world.job("shop-1", "backup-1"), "the mover"))
        .toList();
  }

  private static List<String> sources(BackupRunStatus status) {
    return status.components().stream()
        .filter(c -> c.source() != null)
        .map(c -> c.name() + " " + c.source())
        .toList();
  }

  private List<String> mounted() {
    return world.platform.requests().get(world.job("shop-1", "backup-1")).mounts().stream()
        .filter(mount -> mount.kind() == VolumeKind.Claim)
        .map(JobRequest.Mount::source)
        .toList();
  }

  @Test
  void whatIsStoppedIsBackBeforeTheCopyBegins() {
    BackupRunStatus status = run("consistency: Stop");

    assertThat(effects())
        .containsExactly(
            "web is exited",
            "db is exited",
            "cut uploads",
            "cut media",
            "db is running",
            "web is running",
            "provide uploads",
            "provide media",
            "startJob the mover",
            "removeJob the mover",
            "remove snapshots");
    assertThat(sources(status)).containsExactly("volume/uploads Snapshot", "volume/media Snapshot");
    assertThat(Conditions.isTrue(status.conditions(), "Complete")).isTrue();
    assertThat(Conditions.isTrue(status.conditions(), "Degraded")).isFalse();
    assertThat(mounted())
        .hasSize(2)
        .allSatisfy(claim -> assertThat(claim).startsWith(world.job("shop-1", "volumes-1") + "-"));
  }

  @Test
  void whatIsStoppedStaysSoWhileAnyVolumeIsCopiedAsItIs() {
    world.platform.cannotBeCut("media");

    BackupRunStatus status = run("consistency: Stop");

    assertThat(effects())
        .containsSubsequence(
            "web is exited", "cut uploads", "startJob the mover", "web is running");
    assertThat(effects()).doesNotContain("cut media");
    assertThat(sources(status)).containsExactly("volume/uploads Snapshot", "volume/media Live");
    assertThat(mounted()).contains("media").doesNotContain("uploads");
  }

  @Test
  void withoutAnythingToStopThereAreSnapshotsAsWell() {
    assertThat(sources(run(""))).hasSize(2).allSatisfy(s -> assertThat(s).endsWith("Snapshot"));
    assertThat(effects()).containsSubsequence("cut uploads", "startJob the mover");
  }

  @Test
  void whoeverSaysNeverGetsNone() {
    BackupRunStatus status = run("volumes: {snapshots: Never}\nconsistency: Stop");

    assertThat(effects()).noneMatch(effect -> effect.startsWith("cut"));
    assertThat(sources(status)).containsExactly("volume/uploads Live", "volume/media Live");
    assertThat(mounted()).containsExactly("uploads", "media");
  }

  @Test
  void whoeverSaysAlwaysGetsNoOtherBackup() {
    world.platform.cannotBeCut("media");

    BackupRunStatus status = run("volumes: {snapshots: Always}\nconsistency: Stop");

    assertThat(Conditions.find(status.conditions(), "Failed").orElseThrow())
        .satisfies(
            failed -> {
              assertThat(failed.reason()).isEqualTo(FailureReason.InvalidRequest.name());
              assertThat(failed.message())
                  .contains("volume media cannot be copied from a snapshot: there is no class");
            });
    assertThat(effects()).noneMatch(effect -> effect.startsWith("web"));
  }

  @Test
  void whatCannotBeCutIsCopiedAsItIsWhileItRestsAndTheRunSaysSo() {
    world.platform.fail("cut", FailureReason.SourceUnreadable, "The pool is full.");

    BackupRunStatus status = run("consistency: Stop");

    assertThat(effects())
        .containsSubsequence("web is exited", "startJob the mover", "web is running");
    assertThat(sources(status)).containsExactly("volume/uploads Live", "volume/media Live");
    assertThat(Conditions.find(status.conditions(), "Degraded").orElseThrow())
        .satisfies(
            degraded -> {
              assertThat(degraded.reason()).isEqualTo("SnapshotFailed");
              assertThat(degraded.message()).contains("The pool is full.");
            });
  }

  @Test
  void anotherAttemptIsOfOtherSnapshots() {
    world.platform.fail("startJob", FailureReason.PlatformError, "No answer.");

    BackupRunStatus status = run("consistency: Stop");

    assertThat(status.attempt()).isEqualTo(2);
    assertThat(effects())
        .containsSubsequence(
            "web is exited",
            "cut uploads",
            "web is running",
            "web is exited",
            "cut uploads",
            "web is running",
            "startJob " + world.job("shop-1", "backup-2"));
    assertThat(Conditions.isTrue(status.conditions(), "Complete")).isTrue();
  }

  @Test
  void aCopyThatCannotBeProvidedFailsTheRunWithTheWorkloadsBack() {
    world.platform.fail("provide", FailureReason.SourceUnreadable, "No room.");

    BackupRunStatus status = run("consistency: Stop");

    assertThat(Conditions.find(status.conditions(), "Failed").orElseThrow().message())
        .contains("No room.");
    assertThat(effects())
        .containsSubsequence("web is exited", "web is running", "remove snapshots")
        .noneMatch(effect -> effect.startsWith("startJob"));
  }

  @Test
  void aMachineThatIsReplacedGoesOnAtTheSameSnapshots() {
    world.policy(Policies.spec("consistency: Stop"));
    world.create("shop-1", BackupType.Full);
    world.platform.jobsEnd(spec -> java.util.Optional.empty());
    world.advance("shop-1");
    world.restarted();
    world.advance("shop-1");

    assertThat(effects().stream().filter(effect -> effect.startsWith("cut"))).hasSize(2);
    assertThat(world.get("shop-1").getStatus().step()).isEqualTo("Move");
    assertThat(world.get("shop-1").getStatus().quiesced()).isEmpty();
    assertThat(world.get("shop-1").getStatus().components())
        .extracting(ComponentStatus::source)
        .contains(VolumeSource.Snapshot);
  }

  @Test
  void snapshotsThatCannotBeRemovedAreTold() {
    world.platform.fail("removeSnapshots", FailureReason.PlatformError, "They do not go.");

    BackupRunStatus status = run("");

    assertThat(Conditions.isTrue(status.conditions(), "Complete")).isTrue();
    assertThat(Conditions.find(status.conditions(), "Degraded").orElseThrow().reason())
        .isEqualTo("SnapshotsLeft");
  }
}
