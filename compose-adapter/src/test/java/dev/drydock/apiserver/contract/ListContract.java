// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.contract;

import static dev.drydock.apiserver.contract.Api.labelled;
import static dev.drydock.apiserver.contract.Api.policy;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Lists, selectors, pages and tables. */
interface ListContract {
  String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";

  Api api();

  @Test
  default void a_list_has_a_version_and_is_sorted_by_name() {
    for (var name : new String[] {"list-b", "list-a", "list-c"}) {
      api().created(labelled(name, "list", "plain"));
    }

    var list = api().get(api().policies() + "?labelSelector=list%3Dplain").expect(200);
    assertThat(list.at("/kind")).isEqualTo("BackupPolicyList");
    assertThat(list.number("/metadata/resourceVersion")).isPositive();
    assertThat(api().names(api().policies() + "?labelSelector=list%3Dplain"))
        .containsExactly("list-a", "list-b", "list-c");
  }

  @Test
  default void labels_select() {
    api().created(labelled("select-1", "colour", "red"));
    api().created(labelled("select-2", "colour", "green"));
    api().created(labelled("select-3", "shape", "round"));
    var path = api().policies() + "?labelSelector=";

    assertThat(api().names(path + "colour%3Dred")).containsExactly("select-1");
    assertThat(api().names(path + "colour%3D%3Dred")).containsExactly("select-1");
    assertThat(api().names(path + "colour")).containsExactly("select-1", "select-2");
    assertThat(api().names(path + "colour%20in%20(red,green)"))
        .containsExactly("select-1", "select-2");
    assertThat(api().names(path + "colour,colour!%3Dred")).containsExactly("select-2");
    assertThat(api().names(path + "colour,colour%20notin%20(red)")).containsExactly("select-2");
    assertThat(api().names(path + "!colour,shape")).containsExactly("select-3");
    api().get(path + "a%20b%20c").fails(400, "BadRequest", "");
  }

  @Test
  default void fields_select() {
    api().created(policy("field-1"));
    api().created(policy("field-2"));

    assertThat(api().names(api().policies() + "?fieldSelector=metadata.name%3Dfield-1"))
        .containsExactly("field-1");
    api()
        .get(api().policies() + "?fieldSelector=spec.suspend%3Dtrue")
        .fails(400, "BadRequest", "field label not supported: spec.suspend");
  }

  @Test
  default void a_list_comes_in_pages() {
    for (var i = 1; i <= 3; i++) {
      api().created(labelled("page-" + i, "list", "pages"));
    }
    var path = api().policies() + "?labelSelector=list%3Dpages&limit=2";

    var first = api().get(path).expect(200);
    assertThat(first.body().path("items")).hasSize(2);
    var token = first.at("/metadata/continue");
    assertThat(token).isNotEmpty();
    api().created(labelled("page-0", "list", "pages"));

    var second = api().get(path + "&continue=" + token).expect(200);
    assertThat(second.body().path("items")).hasSize(1);
    assertThat(second.at("/items/0/metadata/name")).isEqualTo("page-3");
    assertThat(second.at("/metadata/continue")).isEmpty();
    assertThat(second.at("/metadata/resourceVersion"))
        .isEqualTo(first.at("/metadata/resourceVersion"));
    api().get(path + "&continue=nonsense").fails(400, "BadRequest", "continue");
  }

  @Test
  default void a_page_says_how_many_remain_when_nothing_is_selected() {
    for (var i = 1; i <= 3; i++) {
      api().created(policy("remain-" + i));
    }
    var all = api().get(api().policies()).body().path("items").size();

    var page = api().get(api().policies() + "?limit=2").expect(200);
    assertThat(page.number("/metadata/remainingItemCount")).isEqualTo(all - 2);
  }

  @Test
  default void a_collection_can_be_deleted() {
    api().created(labelled("collection-1", "collection", "x"));
    api().created(labelled("collection-2", "collection", "x"));
    api().created(labelled("collection-3", "collection", "y"));

    api().delete(api().policies() + "?labelSelector=collection%3Dx").expect(200);
    assertThat(api().names(api().policies() + "?labelSelector=collection"))
        .containsExactly("collection-3");
  }

  @Test
  default void a_table_has_the_columns_of_the_kind() {
    api().created(policy("table"));

    var table = api().get(api().policyPath("table"), TABLE).expect(200);
    assertThat(table.at("/kind")).isEqualTo("Table");
    assertThat(table.at("/apiVersion")).isEqualTo("meta.k8s.io/v1");
    assertThat(table.body().path("columnDefinitions").findValuesAsText("name"))
        .containsExactly(
            "Name",
            "Schedule",
            "Incremental",
            "Suspended",
            "Last Success",
            "Ready",
            "RPO Met",
            "RTO Met",
            "Tested",
            "Age",
            "Application",
            "Bucket",
            "Directory",
            "Message");
    var cells = table.body().at("/rows/0/cells");
    assertThat(cells.get(0).asText()).isEqualTo("table");
    assertThat(cells.get(3).asText()).isEqualTo("false");
    assertThat(cells.get(10).asText()).isEqualTo("shop");
    assertThat(table.at("/rows/0/object/kind")).isEqualTo("PartialObjectMetadata");
    assertThat(table.at("/rows/0/object/metadata/name")).isEqualTo("table");
  }

  @Test
  default void a_table_can_carry_whole_objects_or_none() {
    api().created(policy("table-objects"));
    var path = api().policyPath("table-objects");

    assertThat(api().get(path + "?includeObject=Object", TABLE).at("/rows/0/object/kind"))
        .isEqualTo("BackupPolicy");
    assertThat(
            api().get(path + "?includeObject=None", TABLE).body().at("/rows/0/object").isObject())
        .isFalse();
  }
}
