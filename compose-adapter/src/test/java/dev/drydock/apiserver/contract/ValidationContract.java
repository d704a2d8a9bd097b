// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.contract;

import static dev.drydock.apiserver.contract.Api.labelled;
import static dev.drydock.apiserver.contract.Api.policy;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Bad input is refused, and the answer says why. */
interface ValidationContract {
  Api api();

  @Test
  default void an_invalid_object_is_refused_with_every_cause() {
    var policy = policy("invalid");
    policy.withObject("/spec").put("consistency", "Frozen").put("suspend", "yes");

    var refused =
        api()
            .post(api().policies(), policy)
            .fails(422, "Invalid", "BackupPolicy.drydock.dev \"invalid\" is invalid: [");
    var causes =
        StreamSupport.stream(refused.body().at("/details/causes").spliterator(), false)
            .map(c -> c.path("reason").asText() + " " + c.path("field").asText())
            .toList();
    assertThat(causes)
        .contains("FieldValueNotSupported spec.consistency", "FieldValueTypeInvalid spec.suspend");
    assertThat(refused.at("/details/name")).isEqualTo("invalid");
    assertThat(refused.at("/details/kind")).isEqualTo("BackupPolicy");
  }

  @Test
  default void a_single_cause_is_the_message() {
    var policy = policy("one-cause");
    policy.withObject("/spec/retention");

    api()
        .post(api().policies(), policy)
        .fails(
            422,
            "Invalid",
            "BackupPolicy.drydock.dev \"one-cause\" is invalid: spec.retention: Invalid value: at"
                + " least one keep rule");
  }

  @Test
  default void an_unknown_field_is_refused_when_validation_is_strict() {
    var policy = policy("strict");
    policy.withObject("/spec").put("foo", 1);

    api()
        .post(api().policies() + "?fieldValidation=Strict", policy)
        .fails(400, "BadRequest", "strict decoding error: unknown field \"spec.foo\"");
    api().get(api().policyPath("strict")).expect(404);
  }

  @Test
  default void an_unknown_field_is_dropped_with_a_warning_otherwise() {
    var policy = policy("warn");
    policy.withObject("/spec").put("foo", 1);
    policy.withObject("/metadata").put("bar", 1);

    var created = api().post(api().policies() + "?fieldValidation=Warn", policy).expect(201);
    assertThat(created.warnings()).anyMatch(w -> w.contains("unknown field \\\"spec.foo\\\""));
    assertThat(created.body().path("spec").has("foo")).isFalse();
    assertThat(created.body().path("metadata").has("bar")).isFalse();
    assertThat(api().get(api().policyPath("warn")).body()).isEqualTo(created.body());
  }

  @Test
  default void an_unknown_field_can_be_dropped_silently() {
    var policy = policy("ignore");
    policy.withObject("/spec").put("foo", 1);

    var created = api().post(api().policies() + "?fieldValidation=Ignore", policy).expect(201);
    assertThat(created.warnings()).isEmpty();
    assertThat(created.body().path("spec").has("foo")).isFalse();
  }

  @Test
  default void a_field_given_twice_is_refused_when_validation_is_strict() {
    var twice =
        policy("duplicate")
            .toString()
            .replace("\"spec\":{", "\"spec\":{\"suspend\":true,\"suspend\":false,");

    api()
        .postText(api().policies() + "?fieldValidation=Strict", twice)
        .fails(400, "BadRequest", "duplicate field \"spec.suspend\"");
  }

  @Test
  default void a_patch_with_an_unknown_field_is_refused_when_validation_is_strict() {
    api().created(policy("strict-patch"));

    api()
        .patch(
            api().policyPath("strict-patch") + "?fieldValidation=Strict",
            Api.MERGE_PATCH,
            "{spec: {foo: 1}}")
        .fails(422, "Invalid", "unknown field \"spec.foo\"");
  }

  @Test
  default void names_and_labels_have_their_rules() {
    api()
        .post(api().policies(), policy("Not_A_Name"))
        .fails(
            422,
            "Invalid",
            "metadata.name: Invalid value: \"Not_A_Name\": a lowercase RFC 1123 subdomain");
    api()
        .post(api().policies(), labelled("bad-label", "a", "not a value"))
        .fails(422, "Invalid", "metadata.labels: Invalid value: \"not a value\"");
  }

  @Test
  default void a_body_that_is_no_object_of_the_kind_is_refused() {
    api().postText(api().policies(), "{").fails(400, "BadRequest", "");
    var version = policy("wrong-version");
    version.put("apiVersion", "drydock.dev/v9");
    api().post(api().policies(), version).fails(400, "BadRequest", "the API version in the data");
    var kind = policy("wrong-kind");
    kind.put("kind", "BackupRun");
    api()
        .post(api().policies(), kind)
        .fails(422, "Invalid", "kind: Invalid value: \"BackupRun\": must be BackupPolicy");
  }

  @Test
  default void an_immutable_spec_stays_as_it_was() {
    var runs = api().policies().replace("backuppolicies", "backupruns");
    var run =
        Api.yaml(
            """
            apiVersion: drydock.dev/v1alpha1
            kind: BackupRun
            metadata: {name: immutable}
            spec: {policyRef: {name: shop}}
            """);
    api().post(runs, run).expect(201);

    api()
        .patch(runs + "/immutable", Api.MERGE_PATCH, "{spec: {type: Full}}")
        .fails(422, "Invalid", "spec: Invalid value: spec is immutable");
    api().patch(runs + "/immutable", Api.MERGE_PATCH, "{metadata: {labels: {a: b}}}").expect(200);
  }
}
