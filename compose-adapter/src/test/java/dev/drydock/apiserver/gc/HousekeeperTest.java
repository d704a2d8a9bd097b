// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.gc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.apiserver.error.ApiException;
import dev.drydock.apiserver.registry.DeleteOptions;
import dev.drydock.apiserver.registry.Meta;
import dev.drydock.apiserver.registry.Registry;
import dev.drydock.apiserver.resource.ResourceTypes;
import dev.drydock.apiserver.store.Store;
import dev.drydock.apiserver.testing.Fixtures;
import dev.drydock.apiserver.testing.MutableClock;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HousekeeperTest {
  @TempDir Path directory;
  private final MutableClock clock = new MutableClock();
  private Store store;
  private Registry registry;
  private Housekeeper housekeeper;

  @BeforeEach
  void open() {
    store = Fixtures.store(directory, clock);
    registry = new Registry(store, clock);
    ResourceTypes types = Fixtures.types();
    housekeeper = new Housekeeper(store, types, registry, clock);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void dependentsOfWhatIsGoneGoToo() {
    ObjectNode owner = widget("owner", null);
    ObjectNode child = widget("child", owner);
    widget("grandchild", child);
    widget("other", null);
    delete("owner", DeleteOptions.Propagation.BACKGROUND);
    housekeeper.sweep();
    housekeeper.sweep();
    assertThat(exists("child")).isFalse();
    assertThat(exists("grandchild")).isFalse();
    assertThat(exists("other")).isTrue();
  }

  @Test
  void anOwnerOfTheSameNameButAnotherUidDoesNotCount() {
    ObjectNode owner = widget("owner", null);
    widget("child", owner);
    delete("owner", DeleteOptions.Propagation.BACKGROUND);
    widget("owner", null);
    housekeeper.sweep();
    assertThat(exists("child")).isFalse();
  }

  @Test
  void anOwnerThatWasNotSeenButLivesKeepsItsDependents() {
    ObjectNode owner = widget("owner", null);
    widget("child", owner);
    ResourceTypes types = Fixtures.types();
    new OwnerCollector(store, types, new Edits(types, registry))
        .collect(List.of(store.get(Fixtures.widgets().key("default", "child")).orElseThrow()));
    assertThat(exists("child")).isTrue();
  }

  @Test
  void inTheForegroundTheOwnerWaitsForItsDependents() {
    ObjectNode owner = widget("owner", null);
    ObjectNode child = widget("child", owner);
    registry.patch(
        Fixtures.widgets(),
        "default",
        "child",
        object -> {
          Meta.addFinalizer(object, "example.org/hold");
          return object;
        },
        "{}",
        List.of(),
        false,
        Fixtures.options());
    delete("owner", DeleteOptions.Propagation.FOREGROUND);
    housekeeper.sweep();
    housekeeper.sweep();
    assertThat(exists("owner")).isTrue();
    assertThat(
            Meta.terminating(registry.get(Fixtures.widgets(), "default", Meta.text(child, "name"))))
        .isTrue();
    registry.patch(
        Fixtures.widgets(),
        "default",
        "child",
        object -> {
          Meta.removeFinalizer(object, "example.org/hold");
          return object;
        },
        "{}",
        List.of(),
        false,
        Fixtures.options());
    for (int i = 0; i < 3; i++) {
      housekeeper.sweep();
    }
    assertThat(exists("child")).isFalse();
    assertThat(exists("owner")).isFalse();
  }

  @Test
  void orphansStayAndForgetTheirOwner() {
    ObjectNode owner = widget("owner", null);
    widget("child", owner);
    delete("owner", DeleteOptions.Propagation.ORPHAN);
    housekeeper.sweep();
    housekeeper.sweep();
    assertThat(exists("owner")).isFalse();
    assertThat(
            registry
                .get(Fixtures.widgets(), "default", "child")
                .path("metadata")
                .has("ownerReferences"))
        .isFalse();
  }

  @Test
  void anOwnerStaysUntilAllOrphansHaveBeenLetGo() {
    ObjectNode owner = widget("owner", null);
    ObjectNode child = widget("child", owner);
    Meta.of(child).putObject("labels").put("not valid", "");
    store.put(Fixtures.widgets().key("default", "child"), child);
    widget("other", owner);
    delete("owner", DeleteOptions.Propagation.ORPHAN);
    sweepTwice();
    assertThat(exists("owner")).isTrue();
    assertThat(exists("child")).isTrue();
    Meta.of(child).remove("labels");
    store.put(Fixtures.widgets().key("default", "child"), child);
    sweepTwice();
    assertThat(exists("owner")).isFalse();
    assertThat(exists("child")).isTrue();
    assertThat(exists("other")).isTrue();
  }

  @Test
  void aNamespaceGoesWhenItIsEmpty() {
    registry.create(
        Fixtures.builtin("namespaces"),
        "",
        Fixtures.body("{apiVersion: v1, kind: Namespace, metadata: {name: web}}"),
        Fixtures.options());
    registry.create(Fixtures.widgets(), "web", Fixtures.widget("one", 1), Fixtures.options());
    registry.delete(Fixtures.builtin("namespaces"), "", "web", DeleteOptions.PLAIN);
    housekeeper.sweep();
    housekeeper.sweep();
    assertThat(store.get(Fixtures.widgets().key("web", "one"))).isEmpty();
    assertThat(store.get(Fixtures.builtin("namespaces").key("", "web"))).isEmpty();
  }

  @Test
  void aNamespaceWaitsForItsFinalizers() {
    var namespaces = Fixtures.builtin("namespaces");
    registry.create(
        namespaces,
        "",
        Fixtures.body(
            "{apiVersion: v1, kind: Namespace, metadata: {name: web, finalizers: [example.org/a]}}"),
        Fixtures.options());
    registry.delete(namespaces, "", "web", DeleteOptions.PLAIN);
    sweepTwice();
    assertThat(store.get(namespaces.key("", "web"))).isPresent();
    registry.patch(
        namespaces,
        "",
        "web",
        object -> {
          Meta.removeFinalizer(object, "example.org/a");
          return object;
        },
        "{}",
        List.of(),
        false,
        Fixtures.options());
    sweepTwice();
    assertThat(store.get(namespaces.key("", "web"))).isEmpty();
  }

  @Test
  void eventsLiveForAnHourAfterTheirLastChange() {
    event("old");
    clock.advance(Duration.ofMinutes(40));
    event("young");
    clock.advance(Duration.ofMinutes(30));
    housekeeper.sweep();
    assertThat(store.get(Fixtures.builtin("events").key("default", "old"))).isEmpty();
    assertThat(store.get(Fixtures.builtin("events").key("default", "young"))).isPresent();
  }

  @Test
  void whatCannotBeReadKeepsNothingElseFromBeingDone() throws Exception {
    event("old");
    clock.advance(Duration.ofMinutes(70));
    storeAnUnreadableSecret();
    housekeeper.sweep();
    assertThat(store.get(Fixtures.builtin("events").key("default", "old"))).isEmpty();
  }

  @Test
  void theThreadOutlivesFailures() throws Exception {
    Thread thread = housekeeper.start();
    storeAnUnreadableSecret();
    widget("one", null);
    assertThat(thread.join(Duration.ofMillis(500))).as("it has ended").isFalse();
    store.endWaits();
    assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
  }

  private void storeAnUnreadableSecret() throws SQLException {
    String file = "jdbc:sqlite:" + directory.resolve("store").resolve("objects.db");
    try (Connection connection = DriverManager.getConnection(file);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(
          "INSERT INTO revision (resource, namespace, name, created, deleted, written, value)"
              + " VALUES ('secrets', 'default', 's', 1, 0, 0, x'00')");
    }
  }

  private void sweepTwice() {
    housekeeper.sweep();
    housekeeper.sweep();
  }

  private ObjectNode widget(String name, @Nullable ObjectNode owner) {
    var body = Fixtures.widget(name, 1);
    if (owner != null) {
      ObjectNode reference = Meta.of(body.object()).putArray("ownerReferences").addObject();
      reference.put("apiVersion", "example.org/v1").put("kind", "Widget");
      reference.put("name", Meta.text(owner, "name")).put("uid", Meta.text(owner, "uid"));
    }
    return registry.create(Fixtures.widgets(), "default", body, Fixtures.options());
  }

  private void event(String name) {
    registry.create(
        Fixtures.builtin("events"),
        "default",
        Fixtures.body("{apiVersion: v1, kind: Event, metadata: {name: %s}}".formatted(name)),
        Fixtures.options());
  }

  private void delete(String name, DeleteOptions.Propagation propagation) {
    registry.delete(
        Fixtures.widgets(), "default", name, new DeleteOptions(false, propagation, "", ""));
  }

  private boolean exists(String name) {
    try {
      registry.get(Fixtures.widgets(), "default", name);
      return true;
    } catch (ApiException e) {
      assertThat(e.code()).isEqualTo(404);
      return false;
    }
  }
}
