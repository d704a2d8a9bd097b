// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.api.v1alpha1.BackupPolicy;
import dev.drydock.api.v1alpha1.BackupPolicyStatus;
import dev.drydock.api.v1alpha1.BackupType;
import dev.drydock.api.v1alpha1.RestoreRequest;
import dev.drydock.api.v1alpha1.RestoreRequestSpec;
import dev.drydock.api.v1alpha1.RestoreRequestStatus;
import dev.drydock.mover.job.JobSpec;
import dev.drydock.operator.testing.Policies;
import dev.drydock.operator.testing.Samples;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class RetainProtectionTest {
  private static final String OF_SHOP = "source: {policyRef: {name: shop}}\n";
  private static final String SANDBOX = "target: {sandbox: {timeToLive: 0s}}\n";

  private final RunHarness world = new RunHarness();

  @BeforeEach
  void arrange() {
    world.policy(Policies.spec("retention: {keepLast: 1}"));
  }

  @Test
  void protectsTheRunThatTheNewestDrillOfThePolicyProved() {
    ended("drill", OF_SHOP + SANDBOX, "tested", true);
    ended("dry", OF_SHOP + SANDBOX + "dryRun: true\n", "planned", true);
    ended("part", OF_SHOP + SANDBOX + "include: {volumes: [uploads]}\n", "in-part", true);
    ended("failed", OF_SHOP + SANDBOX, "broken", false);
    ended("in-place", OF_SHOP + "target: {inPlace: {}}\n", "elsewhere", true);
    ended("other", "source: {policyRef: {name: other}}\n" + SANDBOX, "of-other", true);

    assertThat(protectedRuns()).containsExactly("shop-1", "tested");
  }

  @Test
  void protectsTheRunThatADrillOfOneRunProved() {
    world.create("shop-0", BackupType.Full);
    ended("drill", "source: {runRef: {name: shop-0}}\n" + SANDBOX, "shop-0", true);
    ended("other", "source: {runRef: {name: other-0}}\n" + SANDBOX, "other-0", true);
    world.finish("shop-0");

    assertThat(protectedRuns()).containsExactly("shop-1", "shop-0");
  }

  @Test
  void protectsWhatThePolicyRemembersWhenTheDrillIsGone() {
    BackupPolicy policy = world.policies.get(Samples.NAMESPACE, "shop").orElseThrow();
    policy.setStatus(
        Serialization.unmarshal(
            "lastPassedDrill: {name: drill, passed: true, run: tested}", BackupPolicyStatus.class));
    world.policies.updateStatus(policy);

    assertThat(protectedRuns()).containsExactly("shop-1", "tested");
  }

  private List<String> protectedRuns() {
    world.create("shop-1", BackupType.Incremental);
    world.finish("shop-1");
    return ((JobSpec.Retain) world.platform.spec("shop-1", "retain")).protectedRuns();
  }

  /** Each ends a minute after the one before. */
  private void ended(String name, String spec, String run, boolean passed) {
    RestoreRequest restore = new RestoreRequest();
    restore.setMetadata(
        new ObjectMetaBuilder().withNamespace(Samples.NAMESPACE).withName(name).build());
    restore.setSpec(Serialization.unmarshal(spec, RestoreRequestSpec.class));
    world.restores.create(restore);
    world.clock.advance(Duration.ofMinutes(1));
    RestoreRequest created = world.restores.get(Samples.NAMESPACE, name).orElseThrow();
    created.setStatus(
        Serialization.unmarshal(
            """
            completionTime: "%s"
            resolvedSource: {run: %s, time: "2026-11-20T02:00:00Z"}
            conditions: [{type: %s, status: "True", reason: Ended, message: ""}]
            """
                .formatted(world.clock.instant(), run, passed ? "Complete" : "Failed"),
            RestoreRequestStatus.class));
    world.restores.updateStatus(created);
  }
}
