// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.contract;

import static dev.drydock.apiserver.contract.Api.labelled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Following changes. */
interface WatchContract {
  Api api();

  private String watch(String label, String more) {
    return api().policies() + "?watch=true&timeoutSeconds=1&labelSelector=watch%3D" + label + more;
  }

  private static List<String> summary(List<JsonNode> events) {
    return events.stream()
        .map(e -> e.path("type").asText() + " " + e.at("/object/metadata/name").asText())
        .toList();
  }

  private String version() {
    return api().get(api().policies()).at("/metadata/resourceVersion");
  }

  @Test
  default void a_watch_tells_what_happened_since_a_version_in_order() {
    var start = version();
    api().created(labelled("watch-1", "watch", "order"));
    api().created(labelled("watch-2", "watch", "order"));
    api()
        .patch(api().policyPath("watch-1"), Api.MERGE_PATCH, "{spec: {suspend: true}}")
        .expect(200);
    api().delete(api().policyPath("watch-2")).expect(200);

    var events = api().get(watch("order", "&resourceVersion=" + start)).expect(200).events();
    assertThat(summary(events))
        .containsExactly("ADDED watch-1", "ADDED watch-2", "MODIFIED watch-1", "DELETED watch-2");
    assertThat(events.stream().map(e -> e.at("/object/metadata/resourceVersion").asLong()))
        .isSorted()
        .doesNotHaveDuplicates();
    assertThat(events.getLast().at("/object/kind").asText()).isEqualTo("BackupPolicy");
  }

  @Test
  default void a_watch_without_a_version_begins_with_what_is_there() {
    api().created(labelled("watch-there", "watch", "there"));

    assertThat(summary(begun("there", "watch-there"))).containsExactly("ADDED watch-there");
    assertThat(summary(api().get(watch("there", "&resourceVersion=0")).expect(200).events()))
        .containsExactly("ADDED watch-there");
  }

  /**
   * Begins a watch without a version. A kube-apiserver whose etcd is too old to be asked how far it
   * is knows that only from changes of the kind itself: while others write, it asks to be tried
   * again, as clients do.
   */
  private List<JsonNode> begun(String label, String name) {
    for (int tries = 1; ; tries++) {
      List<JsonNode> events = api().get(watch(label, "")).expect(200).events();
      if (tries == 10 || events.isEmpty() || events.getFirst().at("/object/code").asInt() != 504) {
        return events;
      }
      api()
          .patch(
              api().policyPath(name),
              Api.MERGE_PATCH,
              "{metadata: {annotations: {try: t%d}}}".formatted(tries))
          .expect(200);
    }
  }

  @Test
  default void a_watch_hears_of_changes_while_it_runs() {
    var path = watch("live", "&resourceVersion=" + version()).replace("Seconds=1", "Seconds=3");
    var watching = api().getLater(path);
    api().created(labelled("watch-live", "watch", "live"));

    assertThat(summary(Api.await(watching).expect(200).events()))
        .containsExactly("ADDED watch-live");
  }

  @Test
  default void an_object_that_leaves_or_joins_the_selection_is_deleted_or_added() {
    api().created(labelled("watch-moves", "watch", "moves"));
    var start = version();
    var path = api().policyPath("watch-moves");
    api().patch(path, Api.MERGE_PATCH, "{metadata: {labels: {watch: away}}}").expect(200);
    api().patch(path, Api.MERGE_PATCH, "{spec: {suspend: true}}").expect(200);
    api().patch(path, Api.MERGE_PATCH, "{metadata: {labels: {watch: moves}}}").expect(200);

    assertThat(summary(api().get(watch("moves", "&resourceVersion=" + start)).expect(200).events()))
        .containsExactly("DELETED watch-moves", "ADDED watch-moves");
  }

  @Test
  default void one_object_can_be_watched_by_name() {
    var start = version();
    api().created(labelled("watch-one", "watch", "one"));
    api().created(labelled("watch-other", "watch", "one"));

    var events =
        api()
            .get(
                api().policies()
                    + "?watch=true&timeoutSeconds=1&fieldSelector=metadata.name%3Dwatch-one"
                    + "&resourceVersion="
                    + start)
            .expect(200)
            .events();
    assertThat(summary(events)).containsExactly("ADDED watch-one");
  }

  @Test
  default void a_watch_can_begin_with_a_list_that_ends_in_a_bookmark() {
    api().created(labelled("watch-list", "watch", "list"));

    var events =
        api()
            .get(
                watch(
                    "list",
                    "&sendInitialEvents=true&resourceVersionMatch=NotOlderThan"
                        + "&allowWatchBookmarks=true"))
            .expect(200)
            .events();
    assumeFalse(
        events.getFirst().at("/object/message").asText().contains("RequestWatchProgress"),
        "the cluster's etcd is too old for lists by watch");
    assertThat(summary(events.subList(0, 2))).containsExactly("ADDED watch-list", "BOOKMARK ");
    var bookmark = events.get(1).path("object");
    assertThat(bookmark.at("/metadata/annotations/k8s.io~1initial-events-end").asText())
        .isEqualTo("true");
    assertThat(bookmark.at("/metadata/resourceVersion").asLong()).isPositive();
    assertThat(bookmark.path("kind").asText()).isEqualTo("BackupPolicy");
  }

  @Test
  default void initial_events_must_be_asked_for_properly() {
    api()
        .get(watch("list", "&sendInitialEvents=true"))
        .fails(422, "Invalid", "resourceVersionMatch");
  }

  @Test
  default void a_watch_can_come_as_tables() {
    var start = version();
    api().created(labelled("watch-table", "watch", "table"));

    var events =
        api().get(watch("table", "&resourceVersion=" + start), ListContract.TABLE).events();
    assertThat(events.getFirst().at("/object/kind").asText()).isEqualTo("Table");
    assertThat(events.getFirst().at("/object/rows/0/cells/0").asText()).isEqualTo("watch-table");
  }
}
