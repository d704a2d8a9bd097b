// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.apiserver.json.Json;
import dev.drydock.apiserver.registry.Body;
import dev.drydock.apiserver.registry.FieldValidation;
import dev.drydock.apiserver.registry.WriteOptions;
import dev.drydock.apiserver.resource.ResourceType;
import dev.drydock.apiserver.resource.ResourceTypes;
import dev.drydock.apiserver.store.ObjectKey;
import dev.drydock.apiserver.store.SecretCipher;
import dev.drydock.apiserver.store.Store;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** A small custom kind, and stores with the namespace that tests use. */
public final class Fixtures {
  private static final String WIDGETS =
      """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: {name: widgets.example.org}
      spec:
        group: example.org
        scope: Namespaced
        names: {plural: widgets, singular: widget, kind: Widget, listKind: WidgetList, shortNames: [w]}
        versions:
        - name: v1
          served: true
          storage: true
          subresources: {status: {}}
          additionalPrinterColumns:
          - {name: Size, type: integer, jsonPath: .spec.size}
          - {name: Ready, type: string, jsonPath: '.status.conditions[?(@.type=="Ready")].status'}
          - {name: Since, type: date, priority: 1, jsonPath: .status.since}
          schema:
            openAPIV3Schema:
              type: object
              properties:
                spec:
                  type: object
                  description: What the widget is to be.
                  properties:
                    size: {type: integer, minimum: 1}
                    color: {type: string, default: red}
                status:
                  type: object
                  properties:
                    since: {type: string, format: date-time}
                    conditions:
                      type: array
                      items:
                        type: object
                        properties:
                          type: {type: string}
                          status: {type: string}
      """;

  private Fixtures() {}

  /** The built-in kinds and widgets. */
  public static ResourceTypes types() {
    return ResourceTypes.of(List.of(WIDGETS));
  }

  /** The custom kind. */
  public static ResourceType widgets() {
    return types().find("example.org", "v1", "widgets").orElseThrow();
  }

  /** A built-in kind. */
  public static ResourceType builtin(String plural) {
    return types().builtin(plural);
  }

  /** A store with the namespace {@code default}. */
  public static Store store(Path directory, Clock clock) {
    return store(directory, types(), clock);
  }

  /** A store of other kinds with the namespace {@code default}. */
  public static Store store(Path directory, ResourceTypes types, Clock clock) {
    Store store =
        Store.open(
            directory.resolve("store"),
            SecretCipher.fromKeyFile(directory.resolve("secrets.key")),
            types::bringUpToDate,
            clock);
    ObjectKey key = new ObjectKey("namespaces", "", "default");
    if (store.get(key).isEmpty()) {
      store.put(key, parse("{apiVersion: v1, kind: Namespace, metadata: {name: default, uid: n}}"));
    }
    return store;
  }

  /** An object written in YAML. */
  public static ObjectNode parse(String yaml) {
    return Json.readYamlObjects(yaml).getFirst();
  }

  /** A body written in YAML. */
  public static Body body(String yaml) {
    return new Body(parse(yaml), List.of());
  }

  /** A widget of a size. */
  public static Body widget(String name, int size) {
    return body(
        "{apiVersion: example.org/v1, kind: Widget, metadata: {name: %s}, spec: {size: %d}}"
            .formatted(name, size));
  }

  /** Options of a plain write. */
  public static WriteOptions options() {
    return options(FieldValidation.WARN, new ArrayList<>());
  }

  /** Options whose warnings are kept. */
  public static WriteOptions options(FieldValidation validation, List<String> warnings) {
    return new WriteOptions(false, validation, "test", false, warnings::add);
  }

  /** Options of a dry run. */
  public static WriteOptions dryRun() {
    return new WriteOptions(true, FieldValidation.WARN, "test", false, warning -> {});
  }
}
