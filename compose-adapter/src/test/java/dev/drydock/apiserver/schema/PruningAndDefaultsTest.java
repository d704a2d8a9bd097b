// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.schema;

import static dev.drydock.apiserver.schema.Schemas.object;
import static dev.drydock.apiserver.schema.Schemas.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PruningAndDefaultsTest {
  private static final StructuralSchema SCHEMA =
      StructuralSchema.of(
          yaml(
              """
              type: object
              properties:
                spec:
                  type: object
                  properties:
                    name: {type: string, default: unnamed}
                    maybe: {type: string, nullable: true}
                    plain: {type: string}
                    list:
                      type: array
                      items:
                        type: object
                        properties:
                          size: {type: integer, default: 3}
                    labels:
                      type: object
                      additionalProperties:
                        type: object
                        properties:
                          colour: {type: string, default: red}
                    target:
                      type: object
                      default: {inner: {}}
                      properties:
                        inner:
                          type: object
                          properties:
                            depth: {type: integer, default: 1}
                    anything:
                      type: object
                      x-kubernetes-preserve-unknown-fields: true
                      properties:
                        known: {type: object, properties: {a: {type: string}}}
                    template:
                      type: object
                      x-kubernetes-embedded-resource: true
                      properties:
                        spec: {type: object}
              """));

  @Test
  void unknown_fields_are_removed_and_named() {
    var object =
        object(
            """
            {apiVersion: v1, kind: K, metadata: {name: a, colour: red},
             spec: {plain: x, foo: 1, list: [{size: 1}, {sise: 2}]}, other: {}}
            """);

    assertThat(SCHEMA.prune(object))
        .containsExactly("metadata.colour", "spec.foo", "spec.list[1].sise", "other");
    assertThat(object)
        .isEqualTo(
            yaml(
                """
                {apiVersion: v1, kind: K, metadata: {name: a}, spec: {plain: x, list: [{size: 1}, {}]}}
                """));
  }

  @Test
  void a_field_that_preserves_unknown_fields_still_prunes_below_known_ones() {
    var object = object("{spec: {anything: {x: {y: 1}, known: {a: b, c: d}}}}");

    assertThat(SCHEMA.prune(object)).containsExactly("spec.anything.known.c");
    assertThat(object).isEqualTo(yaml("{spec: {anything: {x: {y: 1}, known: {a: b}}}}"));
  }

  @Test
  void an_embedded_resource_keeps_its_type_and_metadata() {
    var object =
        object(
            "{spec: {template: {apiVersion: v1, kind: K, metadata: {name: a, b: c}, spec: {}, x: 1}}}");

    assertThat(SCHEMA.prune(object)).containsExactly("spec.template.metadata.b", "spec.template.x");
  }

  @Test
  void absent_fields_get_their_defaults_at_every_depth() {
    var object = object("{spec: {list: [{}, {size: 9}], labels: {a: {}}}}");

    SCHEMA.applyDefaults(object);

    assertThat(object)
        .isEqualTo(
            yaml(
                """
                spec:
                  list: [{size: 3}, {size: 9}]
                  labels: {a: {colour: red}}
                  name: unnamed
                  target: {inner: {depth: 1}}
                """));
  }

  @Test
  void a_null_counts_as_absent_unless_the_field_is_nullable() {
    var object = object("{spec: {name: null, plain: null, maybe: null, target: {}}}");

    SCHEMA.applyDefaults(object);

    assertThat(object).isEqualTo(yaml("{spec: {maybe: null, target: {}, name: unnamed}}"));
  }

  @Test
  void a_default_is_copied_so_that_objects_do_not_share_it() {
    var first = object("{spec: {}}");
    SCHEMA.applyDefaults(first);
    ((com.fasterxml.jackson.databind.node.ObjectNode) first.at("/spec/target/inner"))
        .put("depth", 7);
    var second = object("{spec: {}}");
    SCHEMA.applyDefaults(second);

    assertThat(second.at("/spec/target/inner/depth").intValue()).isEqualTo(1);
  }
}
