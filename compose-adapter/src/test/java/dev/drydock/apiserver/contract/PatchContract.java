// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.contract;

import static dev.drydock.apiserver.contract.Api.labelled;
import static dev.drydock.apiserver.contract.Api.policy;
import static dev.drydock.apiserver.contract.Api.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Changing parts of objects. */
interface PatchContract {
  Api api();

  @Test
  default void a_merge_patch_adds_changes_and_removes() {
    api().created(labelled("merge", "a", "b"));

    var patched =
        api()
            .patch(
                api().policyPath("merge"),
                Api.MERGE_PATCH,
                "{metadata: {labels: {a: null, c: d}}, spec: {suspend: true}}")
            .expect(200);
    assertThat(patched.body().at("/metadata/labels")).isEqualTo(yaml("{c: d}"));
    assertThat(patched.body().at("/spec/suspend").asBoolean()).isTrue();
    assertThat(patched.number("/metadata/generation")).isEqualTo(2);
  }

  @Test
  default void a_json_patch_works_step_by_step() {
    api().created(labelled("json", "a", "b"));

    var patched =
        api()
            .patch(
                api().policyPath("json"),
                Api.JSON_PATCH,
                """
                - {op: test, path: /metadata/labels/a, value: b}
                - {op: replace, path: /metadata/labels/a, value: c}
                - {op: add, path: /metadata/labels/x~1y, value: z}
                - {op: remove, path: /spec/suspend}
                """)
            .expect(200);
    assertThat(patched.body().at("/metadata/labels")).isEqualTo(yaml("{a: c, x/y: z}"));
    // removed, then defaulted again
    assertThat(patched.body().at("/spec/suspend").isBoolean()).isTrue();
  }

  @Test
  default void a_json_patch_that_does_not_fit_is_refused_as_a_whole() {
    api().created(labelled("json-refused", "a", "b"));

    api()
        .patch(
            api().policyPath("json-refused"),
            Api.JSON_PATCH,
            """
            - {op: replace, path: /metadata/labels/a, value: c}
            - {op: test, path: /metadata/labels/a, value: other}
            """)
        .fails(422, "Invalid", "");
    api()
        .patch(
            api().policyPath("json-refused"), Api.JSON_PATCH, "[{op: remove, path: /metadata/x}]")
        .fails(422, "Invalid", "");
    assertThat(api().get(api().policyPath("json-refused")).at("/metadata/labels/a")).isEqualTo("b");
  }

  @Test
  default void a_patch_can_be_tied_to_a_version() {
    var policy = api().created(policy("patch-version"));
    api()
        .patch(api().policyPath("patch-version"), Api.MERGE_PATCH, "{spec: {suspend: true}}")
        .expect(200);
    var old = policy.at("/metadata/resourceVersion").asText();

    api()
        .patch(
            api().policyPath("patch-version"),
            Api.MERGE_PATCH,
            "{metadata: {resourceVersion: '%s'}, spec: {suspend: false}}".formatted(old))
        .fails(409, "Conflict", "the object has been modified");
    api()
        .patch(
            api().policyPath("patch-version"),
            Api.JSON_PATCH,
            "[{op: replace, path: /metadata/resourceVersion, value: '%s'}]".formatted(old))
        .fails(409, "Conflict", "the object has been modified");
  }

  @Test
  default void our_kinds_know_no_strategic_merge() {
    api().created(policy("strategic"));

    api()
        .patch(api().policyPath("strategic"), Api.STRATEGIC_PATCH, "{spec: {suspend: true}}")
        .fails(415, "UnsupportedMediaType", "");
  }

  @Test
  default void a_patched_object_is_validated() {
    api().created(policy("patch-invalid"));

    api()
        .patch(api().policyPath("patch-invalid"), Api.MERGE_PATCH, "{spec: {consistency: Frozen}}")
        .fails(422, "Invalid", "spec.consistency: Unsupported value: \"Frozen\"");
  }

  @Test
  default void a_strategic_merge_joins_the_finalizers_of_a_secret() {
    var secret =
        yaml(
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: joined, finalizers: [drydock.dev/a]}
            stringData: {key: value}
            """);
    api().post(api().core("secrets"), secret).expect(201);
    var path = api().core("secrets") + "/joined";

    var patched =
        api()
            .patch(
                path,
                Api.STRATEGIC_PATCH,
                "{metadata: {finalizers: [drydock.dev/b]}, data: {more: YQ==}}")
            .expect(200);
    assertThat(patched.body().at("/metadata/finalizers")).hasSize(2);
    assertThat(patched.body().at("/data")).isEqualTo(yaml("{key: dmFsdWU=, more: YQ==}"));
    api().patch(path, Api.MERGE_PATCH, "{metadata: {finalizers: null}}").expect(200);
  }
}
