// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.api.v1alpha1.BackupType;
import dev.drydock.mover.job.JobSpec;
import dev.drydock.operator.platform.ApplicationManifest;
import dev.drydock.operator.testing.Policies;
import dev.drydock.operator.testing.Samples;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LabelHooksTest {
  private static final String POLICY =
      """
      hooks:
        pre: [{exec: {service: web, command: [maintenance, "on"]}}]
        post: [{exec: {service: web, command: [maintenance, "off"]}}]
      """;

  @Test
  void runsWhatLabelsAskForClosestToTheBackup() {
    RunHarness world = new RunHarness();
    world.platform.has(
        labelled(Map.of("drydock.dev/hook-pre", "flush", "drydock.dev/hook-post", "thaw")));
    world.policy(Policies.spec(POLICY));
    world.create("shop-1", BackupType.Incremental);

    world.finish("shop-1");

    assertThat(world.effects.log("hook"))
        .containsExactly(
            "hook maintenance on",
            "hook /bin/sh -c flush",
            "hook /bin/sh -c thaw",
            "hook maintenance off");
    JobSpec.Backup backup =
        (JobSpec.Backup) world.platform.specs().get(world.job("shop-1", "backup-1"));
    assertThat(((JobSpec.Tree) backup.components().getLast()).inline().get("drydock/policy.json"))
        .as("the policy that a recovery applies again")
        .contains("maintenance")
        .doesNotContain("flush");
  }

  @Test
  void leavesPoliciesAloneWhereNoLabelAsks() {
    assertThat(LabelHooks.added(Policies.spec(POLICY), Samples.shop()))
        .isEqualTo(Policies.spec(POLICY));
  }

  private static ApplicationManifest labelled(Map<String, String> labels) {
    ApplicationManifest shop = Samples.shop();
    return Samples.withServices(
        shop,
        List.of(
            new ApplicationManifest.Service("db", "postgres:17", List.of(), Map.of()),
            new ApplicationManifest.Service("web", "shop-web:1", List.of("db"), labels)));
  }
}
