// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.apiserver.resource.ResourceType;
import dev.drydock.apiserver.resource.ResourceTypes;
import dev.drydock.apiserver.store.Store;
import dev.drydock.apiserver.store.StoreEvent;
import dev.drydock.apiserver.testing.Fixtures;
import dev.drydock.apiserver.testing.MutableClock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was stored before the kind had the field {@code color} and lost the field {@code old}. */
class UpgradeTest {
  private static final String RUNS =
      """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: {name: runs.example.org}
      spec:
        group: example.org
        scope: Namespaced
        names: {plural: runs, singular: run, kind: Run}
        versions:
        - name: v1
          served: true
          storage: true
          subresources: {status: {}}
          schema:
            openAPIV3Schema:
              type: object
              properties:
                spec:
                  type: object
                  x-kubernetes-validations: [{rule: self == oldSelf, message: spec is immutable}]
                  properties:
                    size: {type: integer}
                    %s
                status:
                  type: object
                  properties:
                    phase: {type: string}
      """;

  @TempDir Path directory;
  private final MutableClock clock = new MutableClock();
  private ResourceType type;
  private Store store;
  private Registry registry;

  @BeforeEach
  void upgrade() {
    open("old: {type: string}");
    registry.create(
        type,
        "default",
        Fixtures.body(
            "{apiVersion: example.org/v1, kind: Run, metadata: {name: one}, spec: {size: 1, old: x}}"),
        Fixtures.options());
    store.close();
    open("color: {type: string, default: red}");
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void itIsReadInItsNewForm() {
    ObjectNode wanted = Fixtures.parse("{size: 1, color: red}");
    assertThat(registry.get(type, "default", "one").path("spec")).isEqualTo(wanted);
    List<ObjectNode> listed = new ArrayList<>();
    store.scan(type.resource(), "", 0, null, object -> listed.add(object.value()));
    assertThat(listed).singleElement().extracting(run -> run.path("spec")).isEqualTo(wanted);
    writeStatus();
    StoreEvent event = store.eventsAfter(type.resource(), 0, 10).getLast();
    assertThat(event.value().path("spec")).isEqualTo(wanted);
    assertThat(Objects.requireNonNull(event.previous()).path("spec")).isEqualTo(wanted);
  }

  @Test
  void itCanBeWrittenAlthoughItsSpecIsImmutable() {
    ObjectNode written = writeStatus();
    assertThat(written.at("/status/phase").asText()).isEqualTo("Done");
    assertThat(written.at("/metadata/generation").asInt()).isEqualTo(1);
  }

  private ObjectNode writeStatus() {
    return registry.patch(
        type,
        "default",
        "one",
        object -> {
          object.putObject("status").put("phase", "Done");
          return object;
        },
        "{}",
        List.of(),
        true,
        Fixtures.options());
  }

  private void open(String field) {
    ResourceTypes types = ResourceTypes.of(List.of(RUNS.formatted(field)));
    type = types.find("example.org", "v1", "runs").orElseThrow();
    store = Fixtures.store(directory, types, clock);
    registry = new Registry(store, clock);
  }
}
