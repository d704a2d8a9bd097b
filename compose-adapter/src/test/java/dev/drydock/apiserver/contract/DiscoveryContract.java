// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** What clients find out about the kinds. */
interface DiscoveryContract {
  Api api();

  @Test
  default void our_kinds_are_listed_with_their_names() {
    var list = api().get("/apis/drydock.dev/v1alpha1").expect(200);

    assertThat(list.at("/kind")).isEqualTo("APIResourceList");
    assertThat(list.at("/groupVersion")).isEqualTo("drydock.dev/v1alpha1");
    var resources =
        StreamSupport.stream(list.body().path("resources").spliterator(), false).toList();
    assertThat(resources.stream().map(r -> r.path("name").asText()))
        .contains(
            "backuppolicies", "backuppolicies/status",
            "backupruns", "backupruns/status",
            "restorerequests", "restorerequests/status");
    var policies =
        resources.stream()
            .filter(r -> r.path("name").asText().equals("backuppolicies"))
            .findFirst()
            .orElseThrow();
    assertThat(policies.path("singularName").asText()).isEqualTo("backuppolicy");
    assertThat(policies.path("namespaced").asBoolean()).isTrue();
    assertThat(policies.path("kind").asText()).isEqualTo("BackupPolicy");
    assertThat(policies.path("shortNames").findValuesAsText("")).isEmpty();
    assertThat(policies.at("/shortNames/0").asText()).isEqualTo("bpol");
    assertThat(policies.at("/categories/0").asText()).isEqualTo("drydock");
    assertThat(
            StreamSupport.stream(policies.path("verbs").spliterator(), false).map(v -> v.asText()))
        .contains(
            "create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");
  }

  @Test
  default void the_group_is_in_the_list_of_groups() {
    var groups = api().get("/apis").expect(200);

    assertThat(groups.body().path("groups").findValuesAsText("name")).contains("drydock.dev");
    assertThat(api().get("/api").expect(200).at("/versions/0")).isEqualTo("v1");
  }

  @Test
  default void the_server_says_its_version_and_that_it_is_ready() {
    assertThat(api().get("/version").expect(200).at("/gitVersion")).startsWith("v1.");
    assertThat(api().get("/readyz").expect(200).text()).isEqualTo("ok");
  }

  @Test
  default void unknown_paths_are_not_found() {
    api().get("/apis/drydock.dev/v1alpha1/namespaces/default/unheardof").expect(404);
  }
}
