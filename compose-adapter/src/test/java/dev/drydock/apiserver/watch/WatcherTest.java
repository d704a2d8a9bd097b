// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.apiserver.registry.DeleteOptions;
import dev.drydock.apiserver.registry.Meta;
import dev.drydock.apiserver.registry.Registry;
import dev.drydock.apiserver.resource.ResourceType;
import dev.drydock.apiserver.selector.FieldSelector;
import dev.drydock.apiserver.selector.LabelSelector;
import dev.drydock.apiserver.selector.Selection;
import dev.drydock.apiserver.store.ExpiredRevisionException;
import dev.drydock.apiserver.store.ObjectKey;
import dev.drydock.apiserver.store.Store;
import dev.drydock.apiserver.store.StoredObject;
import dev.drydock.apiserver.testing.Fixtures;
import dev.drydock.apiserver.testing.MutableClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatcherTest {
  private static final ObjectKey KEY = new ObjectKey("configmaps", "default", "one");
  @TempDir Path directory;
  private final MutableClock clock = new MutableClock();
  private Store store;

  @BeforeEach
  void open() {
    store = Fixtures.store(directory, clock);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void eventsStrictlyAfterTheRevisionComeInOrder() throws Exception {
    long start = put("a").revision();
    put("b");
    store.delete(store.get(KEY).orElseThrow());
    put("c");
    assertThat(watch(start, "", false)).containsExactly("MODIFIED b", "DELETED b", "ADDED c");
  }

  @Test
  void objectsThatBeginOrCeaseToMatchAreAddedOrDeleted() throws Exception {
    long start = put("no").revision();
    put("yes");
    put("yes", "more");
    put("no");
    put("yes");
    store.delete(store.get(KEY).orElseThrow());
    assertThat(watch(start, "team=yes", false))
        .containsExactly("ADDED yes", "MODIFIED yes", "DELETED yes", "ADDED yes", "DELETED yes");
  }

  @Test
  void initialEventsEndWithABookmarkThatSaysSo() throws Exception {
    put("a");
    List<String> seen = new ArrayList<>();
    run(new WatchOptions(0, true, true, true, Duration.ZERO), "", seen);
    assertThat(seen).hasSize(3);
    assertThat(seen.getFirst()).isEqualTo("ADDED a");
    assertThat(seen.get(1)).startsWith("BOOKMARK").contains("k8s.io/initial-events-end");
    assertThat(seen.get(2)).startsWith("BOOKMARK").contains(Long.toString(store.revision()));
  }

  @Test
  void historyThatIsGoneAndRevisionsThatNeverWereAreErrors() throws Exception {
    long start = put("a").revision();
    put("b");
    clock.advance(Duration.ofMinutes(1));
    store.compact(clock.instant());
    assertThat(watch(start, "", false)).singleElement().asString().startsWith("ERROR 410 Expired");
    assertThat(watch(store.revision() + 100, "", false))
        .singleElement()
        .asString()
        .startsWith("ERROR 410 Expired");
  }

  @Test
  void theWriteThatRemovesTheLastFinalizerMayAlsoChangeLabels() throws Exception {
    Registry registry = new Registry(store, clock);
    ResourceType type = Fixtures.builtin("configmaps");
    registry.create(
        type,
        "default",
        Fixtures.body(
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: one, labels: {team: 'yes'},"
                + " finalizers: [example.org/a]}}"),
        Fixtures.options());
    registry.delete(type, "default", "one", DeleteOptions.PLAIN);
    long start = store.revision();
    registry.patch(
        type,
        "default",
        "one",
        object -> {
          Meta.of(object).remove(List.of("labels", "finalizers"));
          return object;
        },
        "{}",
        List.of(),
        false,
        Fixtures.options());
    assertThat(watch(start, "team=yes", false)).containsExactly("DELETED yes");
  }

  @Test
  void otherNamespacesAreNotSeen() throws Exception {
    long start = store.revision();
    ObjectNode object = object("x");
    store.put(new ObjectKey("configmaps", "other", "one"), object);
    assertThat(watch(start, "", false)).isEmpty();
  }

  @Test
  void aQuietWatchMissesNothingHoweverMuchIsForgottenMeanwhile() throws Exception {
    long start = put("a").revision();
    List<String> seen = new CopyOnWriteArrayList<>();
    Thread watch =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    run(
                        new WatchOptions(start, false, false, false, Duration.ofMinutes(1)),
                        "",
                        seen);
                  } catch (IOException | InterruptedException e) {
                    seen.add(e.toString());
                  }
                });
    await().until(() -> watch.getState() == Thread.State.TIMED_WAITING);
    for (int i = 0; i < 3; i++) {
      store.put(new ObjectKey("secrets", "default", "other"), object("x"));
      clock.advance(Duration.ofHours(1));
      store.compact(clock.instant());
    }
    put("b");
    await().untilAsserted(() -> assertThat(seen).containsExactly("MODIFIED b"));
    store.put(new ObjectKey("secrets", "default", "other"), object("y"));
    clock.advance(Duration.ofHours(1));
    await()
        .untilAsserted(
            () -> {
              store.compact(clock.instant());
              assertThatThrownBy(() -> store.eventsAfter("configmaps", start, 1))
                  .isInstanceOf(ExpiredRevisionException.class);
            });
    store.endWaits();
    watch.join();
    assertThat(seen).hasSize(1);
  }

  private List<String> watch(long revision, String labels, boolean bookmarks) throws Exception {
    List<String> seen = new ArrayList<>();
    run(new WatchOptions(revision, false, false, bookmarks, Duration.ZERO), labels, seen);
    return seen;
  }

  private void run(WatchOptions options, String labels, List<String> seen)
      throws IOException, InterruptedException {
    Selection selection = new Selection(LabelSelector.parse(labels), FieldSelector.EVERYTHING);
    new Watcher(store, Fixtures.builtin("configmaps"), "default", selection, Duration.ofMillis(50))
        .run(
            options,
            new WatchSink() {
              @Override
              public void event(String type, ObjectNode object) {
                seen.add(type + " " + object.at("/metadata/labels/team").asText());
              }

              @Override
              public void bookmark(ObjectNode object) {
                seen.add("BOOKMARK " + object);
              }

              @Override
              public void error(ObjectNode status) {
                seen.add("ERROR " + status.path("code") + " " + status.path("reason").asText());
              }
            });
  }

  private StoredObject put(String team, String... more) {
    ObjectNode object = object(team);
    for (String text : more) {
      object.put("more", text);
    }
    return store.put(KEY, object);
  }

  private static ObjectNode object(String team) {
    return Fixtures.parse("{metadata: {name: one, labels: {team: '%s'}}}".formatted(team));
  }
}
