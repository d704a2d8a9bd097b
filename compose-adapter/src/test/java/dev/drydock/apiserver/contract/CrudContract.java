// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.contract;

import static dev.drydock.apiserver.contract.Api.policy;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

/** Creating, reading, replacing and deleting objects. */
interface CrudContract {
  Api api();

  @Test
  default void a_new_object_gets_identity_version_generation_and_defaults() {
    var created = api().post(api().policies(), policy("create")).expect(201);

    assertThat(created.at("/metadata/uid")).hasSize(36);
    assertThat(created.number("/metadata/resourceVersion")).isPositive();
    assertThat(created.number("/metadata/generation")).isEqualTo(1);
    assertThat(created.at("/metadata/creationTimestamp")).endsWith("Z").hasSize(20);
    assertThat(created.at("/metadata/namespace")).isEqualTo(api().namespace);
    assertThat(created.at("/spec/consistency")).isEqualTo("Live");
    assertThat(api().get(api().policyPath("create")).expect(200).body()).isEqualTo(created.body());
  }

  @Test
  default void a_name_is_taken_once() {
    api().created(policy("twice"));

    var refused =
        api()
            .post(api().policies(), policy("twice"))
            .fails(409, "AlreadyExists", "backuppolicies.drydock.dev \"twice\" already exists");
    assertThat(refused.at("/details/name")).isEqualTo("twice");
    assertThat(refused.at("/details/group")).isEqualTo("drydock.dev");
    assertThat(refused.at("/details/kind")).isEqualTo("backuppolicies");
  }

  @Test
  default void what_is_not_there_is_not_found() {
    api()
        .get(api().policyPath("nowhere"))
        .fails(404, "NotFound", "backuppolicies.drydock.dev \"nowhere\" not found");
    api().delete(api().policyPath("nowhere")).fails(404, "NotFound", "\"nowhere\" not found");
    api()
        .patch(api().policyPath("nowhere"), Api.MERGE_PATCH, "{spec: {suspend: true}}")
        .fails(404, "NotFound", "\"nowhere\" not found");
  }

  @Test
  default void a_namespace_must_exist() {
    api()
        .post("/apis/drydock.dev/v1alpha1/namespaces/no-such-place/backuppolicies", policy("x"))
        .fails(404, "NotFound", "namespaces \"no-such-place\" not found");
  }

  @Test
  default void the_body_must_agree_with_the_path() {
    var elsewhere = policy("agree");
    elsewhere.withObject("/metadata").put("namespace", "elsewhere");
    api().post(api().policies(), elsewhere).fails(400, "BadRequest", "namespace");

    var other = api().created(policy("agree"));
    other.withObject("/metadata").put("name", "other");
    api().put(api().policyPath("agree"), other).fails(400, "BadRequest", "name");
  }

  @Test
  default void a_name_can_be_generated() {
    var nameless = policy("x");
    nameless.withObject("/metadata").remove("name");
    nameless.withObject("/metadata").put("generateName", "generated-");

    assertThat(api().created(nameless).at("/metadata/name").asText())
        .matches("generated-[a-z0-9]{5}");
  }

  @Test
  default void generation_counts_changes_of_the_spec_only() {
    var policy = api().created(policy("generation"));
    policy.withObject("/spec").put("suspend", true);
    var suspended = api().put(api().policyPath("generation"), policy).expect(200);
    assertThat(suspended.number("/metadata/generation")).isEqualTo(2);

    var labelled = (ObjectNode) suspended.body();
    labelled.withObject("/metadata/labels").put("a", "b");
    var relabelled = api().put(api().policyPath("generation"), labelled).expect(200);
    assertThat(relabelled.number("/metadata/generation")).isEqualTo(2);
    assertThat(relabelled.number("/metadata/resourceVersion"))
        .isGreaterThan(suspended.number("/metadata/resourceVersion"));
  }

  @Test
  default void a_write_that_changes_nothing_keeps_the_version() {
    var policy = api().created(policy("same"));

    var put = api().put(api().policyPath("same"), policy).expect(200);
    assertThat(put.at("/metadata/resourceVersion"))
        .isEqualTo(policy.at("/metadata/resourceVersion").asText());
    var patched =
        api().patch(api().policyPath("same"), Api.MERGE_PATCH, "{spec: {suspend: false}}");
    assertThat(patched.at("/metadata/resourceVersion"))
        .isEqualTo(policy.at("/metadata/resourceVersion").asText());
  }

  @Test
  default void an_old_version_is_a_conflict() {
    var policy = api().created(policy("conflict"));
    var newer = policy.deepCopy();
    newer.withObject("/spec").put("suspend", true);
    api().put(api().policyPath("conflict"), newer).expect(200);

    policy.withObject("/spec").put("consistency", "Stop");
    api()
        .put(api().policyPath("conflict"), policy)
        .fails(409, "Conflict", "the object has been modified");
  }

  @Test
  default void a_replacement_says_what_it_replaces() {
    var policy = api().created(policy("replace"));

    var versionless = policy.deepCopy();
    versionless.withObject("/metadata").remove("resourceVersion");
    api()
        .put(api().policyPath("replace"), versionless)
        .fails(422, "Invalid", "metadata.resourceVersion: Invalid value: 0");
    var other = policy.deepCopy();
    other.withObject("/metadata").put("uid", "00000000-0000-0000-0000-000000000000");
    api().put(api().policyPath("replace"), other).fails(409, "Conflict", "Precondition failed");
    var missing = policy.deepCopy();
    missing.withObject("/metadata").put("name", "missing");
    api().put(api().policyPath("missing"), missing).fails(404, "NotFound", "missing");
  }

  @Test
  default void what_the_server_owns_cannot_be_changed() {
    var policy = api().created(policy("owned"));
    var changed = policy.deepCopy();
    changed
        .withObject("/metadata")
        .put("generation", 99)
        .put("creationTimestamp", "2001-01-01T00:00:00Z");

    assertThat(api().put(api().policyPath("owned"), changed).expect(200).body()).isEqualTo(policy);
  }

  @Test
  default void deletion_says_what_is_gone() {
    var policy = api().created(policy("delete"));

    var deleted = api().delete(api().policyPath("delete")).expect(200);
    assertThat(deleted.at("/kind")).isEqualTo("Status");
    assertThat(deleted.at("/status")).isEqualTo("Success");
    assertThat(deleted.at("/details/name")).isEqualTo("delete");
    assertThat(deleted.at("/details/uid")).isEqualTo(policy.at("/metadata/uid").asText());
    api().get(api().policyPath("delete")).expect(404);
  }

  @Test
  default void deletion_can_be_tied_to_an_identity() {
    var policy = api().created(policy("precondition"));
    api()
        .delete(api().policyPath("precondition"), "{preconditions: {uid: another}}")
        .fails(409, "Conflict", "another");
    api()
        .delete(api().policyPath("precondition"), "{preconditions: {resourceVersion: '1'}}")
        .fails(409, "Conflict", "");
    api()
        .delete(
            api().policyPath("precondition"),
            "{preconditions: {uid: %s}}".formatted(policy.at("/metadata/uid").asText()))
        .expect(200);
  }

  @Test
  default void finalizers_hold_an_object_until_the_last_one_is_gone() {
    var policy = policy("finalizers");
    policy.withObject("/metadata").putArray("finalizers").add("drydock.dev/a");
    api().created(policy);

    var deleting = api().delete(api().policyPath("finalizers")).expect(200);
    assertThat(deleting.at("/kind")).isEqualTo("BackupPolicy");
    assertThat(deleting.at("/metadata/deletionTimestamp")).endsWith("Z");
    assertThat(deleting.number("/metadata/deletionGracePeriodSeconds")).isZero();
    assertThat(deleting.number("/metadata/generation")).isEqualTo(2);
    api()
        .patch(
            api().policyPath("finalizers"),
            Api.MERGE_PATCH,
            "{metadata: {finalizers: [drydock.dev/a, drydock.dev/b]}}")
        .fails(422, "Invalid", "metadata.finalizers: Forbidden");

    api()
        .patch(api().policyPath("finalizers"), Api.MERGE_PATCH, "{metadata: {finalizers: null}}")
        .expect(200);
    api().get(api().policyPath("finalizers")).expect(404);
  }

  @Test
  default void a_dry_run_changes_nothing() {
    var all = "?dryRun=All";
    var dry = api().post(api().policies() + all, policy("dry")).expect(201);
    assertThat(dry.at("/spec/consistency")).isEqualTo("Live");
    api().get(api().policyPath("dry")).expect(404);

    var policy = api().created(policy("dry"));
    var patched =
        api()
            .patch(api().policyPath("dry") + all, Api.MERGE_PATCH, "{spec: {suspend: true}}")
            .expect(200);
    assertThat(patched.body().at("/spec/suspend").asBoolean()).isTrue();
    // with a body, the server looks for options nowhere else
    api().delete(api().policyPath("dry"), "{dryRun: [All]}").expect(200);
    assertThat(api().get(api().policyPath("dry")).expect(200).body()).isEqualTo(policy);
  }
}
