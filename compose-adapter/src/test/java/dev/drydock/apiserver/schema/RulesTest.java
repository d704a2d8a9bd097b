// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.schema;

import static dev.drydock.apiserver.schema.Schemas.errors;
import static dev.drydock.apiserver.schema.Schemas.object;
import static dev.drydock.apiserver.schema.Schemas.ofField;
import static dev.drydock.apiserver.schema.Schemas.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RulesTest {
  private static StructuralSchema rule(String type, String rule) {
    var schema =
        object("{type: " + type + ", properties: {a: {type: string}, b: {type: integer}}}");
    if (type.equals("array")) {
      schema = object("{type: array, items: {type: string}}");
    }
    schema
        .putArray("x-kubernetes-validations")
        .addObject()
        .put("rule", rule)
        .put("message", "no good");
    return ofField(schema.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          object | has(self.a) != has(self.b)     | {a: x}       | {a: x, b: 1}
          object | has(self.a)                    | {a: x}       | {b: 1}
          object | !(has(self.b) && self.b <= 3) | {b: 4}       | {b: 3}
          object | has(self.a) && self.b == 1     | {a: x, b: 1} | {b: 1}
          object | self.a.startsWith('x')         | {a: xy}      | {a: yx}
          object | [has(self.a), has(self.b)].exists_one(x, x) | {a: x} | {a: x, b: 1}
          array  | self.all(x, x.size() < 3)      | [a, bb]      | [a, bbb]
          array  | self.exists(x, x == 'a')       | [b, a]       | [b]
          array  | self.size() == 2               | [a, b]       | [a]
          array  | self.filter(x, x != 'a').size() == 1 | [a, b] | [a]
          array  | self.map(x, x + '!') == ['a!'] | [a]          | [b]
          """)
  void rules_see_objects_and_lists(String type, String rule, String good, String bad) {
    assertThat(errors(rule(type, rule), "{f: " + good + "}")).isEmpty();
    assertThat(errors(rule(type, rule), "{f: " + bad + "}"))
        .containsExactly("f: Invalid value: no good");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          string  | self.matches('b+')      | abbc   | "ac"
          string  | self.size() <= 2        | ab     | "abc"
          string  | self.lowerAscii() == self | ab   | "aB"
          string  | self in ['x', 'y']      | x      | "z"
          string  | self.split('.')[0] == 'a' | a.b  | "b.a"
          integer | self % 2 == 0           | 4      | 5
          number  | self < 1.5              | 1      | 2.5
          boolean | self                    | true   | false
          """)
  void rules_see_scalars_and_messages_show_them(String type, String rule, String good, String bad) {
    assertThat(errors(rule(type, rule), "{f: " + good + "}")).isEmpty();
    assertThat(errors(rule(type, rule), "{f: " + bad + "}"))
        .containsExactly("f: Invalid value: " + bad + ": no good");
  }

  @Test
  void an_instant_is_a_timestamp() {
    var schema =
        ofField(
            """
            type: string
            format: date-time
            x-kubernetes-validations: [{rule: "self > timestamp('2026-01-01T00:00:00Z')"}]
            """);

    assertThat(errors(schema, "{f: '2026-01-02T00:00:00Z'}")).isEmpty();
    assertThat(errors(schema, "{f: '2025-01-02T00:00:00Z'}"))
        .containsExactly(
            "f: Invalid value: \"2025-01-02T00:00:00Z\": failed rule: self >"
                + " timestamp('2026-01-01T00:00:00Z')");
  }

  @Test
  void a_transition_rule_holds_for_changes_only() {
    var schema = rule("object", "self == oldSelf");

    assertThat(errors(schema, "{f: {a: x}}")).isEmpty();
    assertThat(errors(schema, "{f: {a: x}}", "{}")).isEmpty();
    assertThat(errors(schema, "{f: {a: x, b: 1}}", "{f: {b: 1, a: x}}")).isEmpty();
    assertThat(errors(schema, "{f: {a: y}}", "{f: {a: x}}"))
        .containsExactly("f: Invalid value: no good");
  }

  @Test
  void a_transition_rule_follows_entries_of_keyed_lists() {
    var schema =
        ofField(
            """
            type: array
            x-kubernetes-list-type: map
            x-kubernetes-list-map-keys: [name]
            items:
              type: object
              required: [name]
              properties: {name: {type: string}, size: {type: integer}}
              x-kubernetes-validations: [{rule: self.size >= oldSelf.size, message: must not shrink}]
            """);

    assertThat(
            errors(
                schema,
                "{f: [{name: new, size: 0}, {name: b, size: 1}, {name: a, size: 9}]}",
                "{f: [{name: a, size: 5}, {name: b, size: 5}]}"))
        .containsExactly("f[1]: Invalid value: must not shrink");
  }

  @Test
  void an_optional_old_self_lets_a_transition_rule_see_creation() {
    var schema =
        ofField(
            """
            type: integer
            x-kubernetes-validations:
            - {rule: "oldSelf.hasValue() ? self > oldSelf.value() : self == 1", optionalOldSelf: true}
            """);

    assertThat(errors(schema, "{f: 1}")).isEmpty();
    assertThat(errors(schema, "{f: 2}")).hasSize(1);
    assertThat(errors(schema, "{f: 3}", "{f: 2}")).isEmpty();
    assertThat(errors(schema, "{f: 1}", "{f: 2}")).hasSize(1);
  }

  @Test
  void a_rule_is_not_held_against_what_has_not_changed() {
    var schema = rule("object", "has(self.a)");

    assertThat(errors(schema, "{f: {b: 1}}", "{f: {b: 1}}")).isEmpty();
    assertThat(errors(schema, "{f: {b: 2}}", "{f: {b: 1}}")).hasSize(1);
  }

  @Test
  void the_field_to_blame_and_the_reason_can_be_given() {
    var schema =
        ofField(
            """
            type: object
            properties: {a: {type: string}}
            x-kubernetes-validations:
            - {rule: "!has(self.a)", message: not supported yet, fieldPath: .a, reason: FieldValueForbidden}
            """);

    assertThat(schema.validate(object("{f: {a: x}}"), null))
        .containsExactly(
            new FieldError("FieldValueForbidden", "f.a", "Forbidden: not supported yet"));
  }

  @Test
  void a_message_can_be_computed() {
    var schema =
        ofField(
            """
            type: integer
            x-kubernetes-validations:
            - {rule: self < 3, messageExpression: "'must be less than 3, not ' + string(self)"}
            """);

    assertThat(errors(schema, "{f: 7}"))
        .containsExactly("f: Invalid value: 7: must be less than 3, not 7");
  }

  @Test
  void a_rule_that_cannot_be_evaluated_is_an_error_of_its_field() {
    assertThat(errors(rule("object", "self.a == 'x'"), "{f: {b: 1}}"))
        .containsExactly(
            "f: Invalid value: \"object\": key 'a' is not present in map. evaluating rule: no good");
  }

  @Test
  void names_that_are_no_identifiers_are_escaped() {
    var schema =
        ofField(
            """
            type: object
            properties: {namespace: {type: string}, a-b: {type: string}}
            x-kubernetes-validations: [{rule: self.__namespace__ == self.a__dash__b, message: differ}]
            """);

    assertThat(errors(schema, "{f: {namespace: x, a-b: x}}")).isEmpty();
    assertThat(errors(schema, "{f: {namespace: x, a-b: y}}"))
        .containsExactly("f: Invalid value: differ");
  }

  @Test
  void a_rule_of_the_whole_object_sees_its_name() {
    var schema =
        StructuralSchema.of(
            yaml(
                """
                type: object
                x-kubernetes-validations: [{rule: self.metadata.name.size() < 3, message: too long}]
                """));

    assertThat(errors(schema, "{metadata: {name: abc}}"))
        .containsExactly("<nil>: Invalid value: too long");
  }
}
