// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.api.v1alpha1.BackupPolicy;
import dev.drydock.api.v1alpha1.BackupPolicySpec;
import dev.drydock.mover.job.JobSpec;
import dev.drydock.operator.naming.Names;
import dev.drydock.operator.testing.Policies;
import dev.drydock.operator.testing.Samples;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What a policy remembers of its repository, and what its backups expect because of it. */
final class ExpectedRepositoryTest {
  private static final String YAML =
      """
      schedule:
        timeZone: UTC
        incremental: {cron: "0 */6 * * *"}
      """;

  private final PolicyHarness world = new PolicyHarness(YAML);

  @Test
  void expectsNothingBeforeTheFirstSuccessAndThatRepositoryAfterIt() {
    assertThat(expected("2026-11-20T18:00:00Z")).isNull();
    assertThat(world.status().repository().id()).isEqualTo("repository");
    assertThat(world.status().repository().place()).isEqualTo("/var/backups/shop");

    assertThat(expected("2026-11-21T00:00:00Z")).isEqualTo("repository");
    world.restart();
    assertThat(expected("2026-11-21T06:00:00Z")).isEqualTo("repository");
  }

  @Test
  void expectsNothingAtAnotherPlace() {
    assertThat(expected("2026-11-20T18:00:00Z")).isNull();
    BackupPolicy policy = world.policies.get(Samples.NAMESPACE, "shop").orElseThrow();
    String moved =
        Serialization.asYaml(Policies.spec(YAML)).replace("/var/backups/shop", "/elsewhere");
    policy.setSpec(Serialization.unmarshal(moved, BackupPolicySpec.class));
    world.policies.updateSpec(policy);

    assertThat(expected("2026-11-21T00:00:00Z")).isNull();
    assertThat(world.status().repository().place()).isEqualTo("/elsewhere");
    assertThat(expected("2026-11-21T06:00:00Z")).isEqualTo("repository");
  }

  /** What the backup of a slot is told to expect. */
  private String expected(String slot) {
    world.liveUntil(slot.replace(":00:00Z", ":30:00Z"));
    String run = Names.slot("shop", "incremental", Instant.parse(slot));
    return ((JobSpec.Backup) world.platform.spec(run, "backup-1")).repositoryId();
  }
}
