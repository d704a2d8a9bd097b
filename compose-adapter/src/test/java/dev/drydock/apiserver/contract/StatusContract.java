// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.contract;

import static dev.drydock.apiserver.contract.Api.policy;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Spec and status are written through different doors. */
interface StatusContract {
  Api api();

  @Test
  default void status_is_dropped_from_what_is_created() {
    var policy = policy("status-create");
    policy.withObject("/status").put("observedGeneration", 7);

    assertThat(api().created(policy).has("status")).isFalse();
  }

  @Test
  default void the_main_door_ignores_status() {
    var policy = api().created(policy("status-main"));
    policy.withObject("/status").put("observedGeneration", 7);
    policy.withObject("/spec").put("suspend", true);

    var written = api().put(api().policyPath("status-main"), policy).expect(200);
    assertThat(written.body().has("status")).isFalse();
    assertThat(written.number("/metadata/generation")).isEqualTo(2);
  }

  @Test
  default void the_status_door_ignores_everything_else() {
    var policy = api().created(policy("status-door"));
    policy.withObject("/status").put("observedGeneration", 1);
    policy.withObject("/spec").put("suspend", true);
    policy.withObject("/metadata/labels").put("a", "b");

    var written = api().put(api().policyPath("status-door") + "/status", policy).expect(200);
    assertThat(written.number("/status/observedGeneration")).isEqualTo(1);
    assertThat(written.body().at("/spec/suspend").asBoolean()).isFalse();
    assertThat(written.body().at("/metadata").has("labels")).isFalse();
    assertThat(written.number("/metadata/generation")).isEqualTo(1);
    assertThat(written.number("/metadata/resourceVersion"))
        .isGreaterThan(policy.at("/metadata/resourceVersion").asLong());
    api().put(api().policyPath("status-door") + "/status", policy).fails(409, "Conflict", "");
  }

  @Test
  default void status_can_be_patched_and_read_alone() {
    api().created(policy("status-patch"));
    var path = api().policyPath("status-patch") + "/status";

    api().patch(path, Api.MERGE_PATCH, "{status: {lastSlots: {full: x}}}").expect(200);
    api()
        .patch(path, Api.JSON_PATCH, "[{op: add, path: /status/lastSlots/incremental, value: y}]")
        .expect(200);
    var read = api().get(path).expect(200);
    assertThat(read.at("/status/lastSlots/full")).isEqualTo("x");
    assertThat(read.at("/status/lastSlots/incremental")).isEqualTo("y");
  }

  @Test
  default void status_is_validated_too() {
    api().created(policy("status-invalid"));

    api()
        .patch(
            api().policyPath("status-invalid") + "/status",
            Api.MERGE_PATCH,
            "{status: {conditions: [{type: Ready, status: Maybe}]}}")
        .fails(422, "Invalid", "status.conditions[0].lastTransitionTime: Required value");
  }
}
