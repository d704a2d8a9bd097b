// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.schema;

import static dev.drydock.apiserver.schema.Schemas.errors;
import static dev.drydock.apiserver.schema.Schemas.object;
import static dev.drydock.apiserver.schema.Schemas.ofField;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The messages were taken from a kube-apiserver of version 1.36. */
final class ValidationTest {
  private static final String HIDDEN =
      "<nil>: Invalid value: null: some validation rules were not checked because the object was"
          + " invalid; correct the existing errors to complete validation";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {type: string}  | 1     | string  | integer
          {type: string}  | 1.5   | string  | number
          {type: string}  | true  | string  | boolean
          {type: string}  | []    | string  | array
          {type: string}  | {}    | string  | object
          {type: string}  | null  | string  | null
          {type: boolean} | 'yes' | boolean | string
          {type: object}  | x     | object  | string
          {type: array}   | x     | array   | string
          {type: integer} | x     | integer | string
          {type: number}  | x     | number  | string
          {x-kubernetes-int-or-string: true} | true | integer,string | boolean
          """)
  void a_value_of_the_wrong_type_is_refused(
      String schema, String value, String expected, String actual) {
    var quoted = value.equals("yes") ? "\"yes\"" : value;
    assertThat(errors(ofField(schema), "{f: " + quoted + "}"))
        .containsExactly(
            "f: Invalid value: \"%s\": f in body must be of type %s: \"%s\""
                .formatted(actual, expected, actual),
            HIDDEN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {type: integer} | 10.0
          {type: number}  | 10
          {type: string, nullable: true} | null
          {x-kubernetes-int-or-string: true} | 1
          {x-kubernetes-int-or-string: true} | 50%
          {type: integer, minimum: 10} | 10
          {type: integer, multipleOf: 5} | 15
          {type: string, maxLength: 2} | äö
          {type: string, pattern: b} | abc
          {type: string, enum: [a, b]} | b
          {type: string, format: unheard-of} | x
          """)
  void a_value_that_fits_is_accepted(String schema, String value) {
    assertThat(errors(ofField(schema), "{f: " + value + "}")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {type: integer, minimum: 10} | 5 | Invalid value: 5: f in body should be greater than or equal to 10
          {type: integer, minimum: 5, exclusiveMinimum: true} | 5 | Invalid value: 5: f in body should be greater than 5
          {type: integer, maximum: 100} | 101 | Invalid value: 101: f in body should be less than or equal to 100
          {type: number, maximum: 0.5} | 0.75 | Invalid value: 0.75: f in body should be less than or equal to 0.5
          {type: integer, multipleOf: 5} | 7 | Invalid value: 7: f in body should be a multiple of 5
          {type: string, minLength: 1} | "" | Invalid value: "": f in body should be at least 1 chars long
          {type: string, pattern: ^a$} | b | Invalid value: "b": f in body should match '^a$'
          {type: array, minItems: 1} | [] | Invalid value: 0: f in body should have at least 1 items
          {type: object, minProperties: 1} | {} | Invalid value: 0: f in body should have at least 1 properties
          {type: integer, format: int32} | 9999999999 | <nil>: Invalid value: "": Checked value must be of type integer with format int32 in f
          """)
  void a_value_outside_its_limits_is_refused(String schema, String value, String message) {
    var expected = message.startsWith("<nil>") ? message : "f: " + message;
    assertThat(errors(ofField(schema), "{f: " + value + "}")).containsExactly(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {type: string, enum: [Live, Pause]} | Frozen | Unsupported value: "Frozen": supported values: "Live", "Pause"
          {type: string, maxLength: 3} | abcd | Too long: may not be more than 3 bytes
          {type: array, maxItems: 1} | [1, 2] | Too many: 2: must have at most 1 items
          {type: object, maxProperties: 1} | {a: 1, b: 2} | Too many: 2: must have at most 1 items
          """)
  void gross_errors_hide_the_rules(String schema, String value, String message) {
    assertThat(errors(ofField(schema), "{f: " + value + "}"))
        .containsExactly("f: " + message, HIDDEN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"2026-01-01T10:00:00Z", "2026-01-01T10:00:00.123+02:00", "2026-01-01t10:00:00z"})
  void an_instant_may_have_fractions_and_an_offset(String instant) {
    assertThat(errors(ofField("{type: string, format: date-time}"), "{f: '" + instant + "'}"))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "yesterday",
        "2026-01-01",
        "2026-01-01 10:00:00Z",
        "2026-01-01T10:00:00",
        "2026-01-01T10:00Z",
        "2026-02-31T10:00:00Z"
      })
  void what_is_no_instant_is_refused(String text) {
    assertThat(errors(ofField("{type: string, format: date-time}"), "{f: '" + text + "'}"))
        .contains(
            "f: Invalid value: \"%s\": f in body must be of type date-time: \"%s\""
                .formatted(text, text));
  }

  @Test
  void a_fraction_is_no_integer() {
    assertThat(errors(ofField("{type: integer, format: int64}"), "{f: 10.5}"))
        .contains("f: Invalid value: \"float64\": f in body must be of type int64: \"float64\"");
  }

  @Test
  void a_required_field_must_be_there() {
    var schema = ofField("{type: object, required: [a], properties: {a: {type: string}}}");

    assertThat(schema.validate(object("{f: {}}"), null).getFirst())
        .isEqualTo(new FieldError("FieldValueRequired", "f.a", "Required value"));
  }

  @Test
  void entries_of_a_keyed_list_must_differ_in_their_keys() {
    var schema =
        ofField(
            """
            type: array
            x-kubernetes-list-type: map
            x-kubernetes-list-map-keys: [name]
            items: {type: object, required: [name], properties: {name: {type: string}}}
            """);

    assertThat(errors(schema, "{f: [{name: a}, {name: b}, {name: a}]}"))
        .containsExactly("f[2]: Duplicate value: {\"name\":\"a\"}");
    assertThat(errors(schema, "{f: [{name: a}, {}]}"))
        .containsExactly("f[1].name: Required value", HIDDEN);
  }

  @Test
  void entries_of_a_set_must_differ() {
    var schema = ofField("{type: array, x-kubernetes-list-type: set, items: {type: string}}");

    assertThat(errors(schema, "{f: [a, b, a]}")).containsExactly("f[2]: Duplicate value: \"a\"");
  }

  @Test
  void values_of_maps_are_checked() {
    var schema = ofField("{type: object, additionalProperties: {type: string}}");

    assertThat(errors(schema, "{f: {a: 1}}").getFirst())
        .isEqualTo(
            "f.a: Invalid value: \"integer\": f.a in body must be of type string: \"integer\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {type: string, anyOf: [{pattern: a}, {pattern: b}]} | c | must validate at least one schema (anyOf)
          {type: string, oneOf: [{pattern: a}, {pattern: b}]} | c | must validate one and only one schema (oneOf). Found none valid
          {type: string, oneOf: [{pattern: a}, {pattern: b}]} | ab | must validate one and only one schema (oneOf). Found 2 valid alternatives
          {type: string, not: {pattern: a}} | a | must not validate the schema (not)
          """)
  void junctors_are_observed(String schema, String value, String message) {
    assertThat(errors(ofField(schema), "{f: " + value + "}"))
        .containsExactly("f: Invalid value: \"\": \"f\" " + message);
  }

  @Test
  void all_of_reports_what_each_schema_finds() {
    assertThat(errors(ofField("{type: string, allOf: [{minLength: 2}, {pattern: b}]}"), "{f: a}"))
        .hasSize(2);
  }

  @Test
  void every_error_is_reported_at_once() {
    var schema =
        ofField(
            "{type: array, items: {type: object, required: [a], properties: {a: {type: string}}}}");

    assertThat(schema.validate(object("{f: [{}, {a: 1}]}"), null).stream().map(FieldError::field))
        .isEqualTo(List.of("f[0].a", "f[1].a", "<nil>"));
  }

  @Test
  void what_was_wrong_before_and_has_not_changed_is_tolerated() {
    var schema =
        ofField("{type: object, properties: {a: {type: string, pattern: x}, b: {type: string}}}");

    assertThat(errors(schema, "{f: {a: y, b: new}}", "{f: {a: y, b: old}}")).isEmpty();
    assertThat(errors(schema, "{f: {a: z}}", "{f: {a: y}}")).hasSize(1);
  }
}
