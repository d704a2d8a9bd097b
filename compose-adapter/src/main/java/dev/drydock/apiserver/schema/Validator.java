// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds an object against its schema: first the schema itself, then, when nothing essential is
 * wrong, its CEL rules.
 */
final class Validator {
  private final List<FieldError> errors = new ArrayList<>();

  static List<FieldError> validate(
      SchemaNode schema, ObjectNode object, @Nullable ObjectNode oldObject, boolean incomplete) {
    var validator = new Validator();
    validator.value(schema, object, oldObject, FieldPath.ROOT);
    if (incomplete || validator.errors.stream().anyMatch(FieldError::hidesRules)) {
      validator.errors.add(
          new FieldError(
              FieldError.INVALID,
              FieldError.NO_FIELD,
              "Invalid value: null: some validation rules were not checked because the object was"
                  + " invalid; correct the existing errors to complete validation"));
    } else {
      validator.errors.addAll(CelValidator.validate(schema, object, oldObject));
    }
    return List.copyOf(validator.errors);
  }

  /** Whether a value satisfies a schema, rules aside. */
  private static boolean holds(SchemaNode schema, JsonNode value, FieldPath path) {
    var validator = new Validator();
    validator.value(schema, value, null, path);
    return validator.errors.isEmpty();
  }

  private void value(
      SchemaNode schema, JsonNode value, @Nullable JsonNode oldValue, FieldPath path) {
    if (value.equals(oldValue) || (value.isNull() && schema.nullable())) {
      return;
    }
    if (!Types.check(schema, value, path, errors)) {
      return;
    }
    Limiter.check(schema, value, path, errors);
    junctors(schema.junctors(), value, path);
    if (value.isObject()) {
      object(schema, value, oldValue, path);
    } else if (value.isArray()) {
      array(schema, value, oldValue, path);
    }
  }

  private void object(
      SchemaNode schema, JsonNode object, @Nullable JsonNode oldObject, FieldPath path) {
    for (var name : schema.required()) {
      if (!object.has(name)) {
        errors.add(
            new FieldError(FieldError.REQUIRED, path.child(name).toString(), "Required value"));
      }
    }
    for (var field : object.properties()) {
      var child = schema.field(field.getKey());
      if (child != null) {
        var oldValue = oldObject == null ? null : oldObject.get(field.getKey());
        value(child, field.getValue(), oldValue, path.child(field.getKey()));
      }
    }
  }

  private void array(
      SchemaNode schema, JsonNode array, @Nullable JsonNode oldArray, FieldPath path) {
    var items = schema.items();
    var seen = new HashSet<JsonNode>();
    for (var i = 0; i < array.size(); i++) {
      var item = array.get(i);
      var identity = Correlation.identity(schema, item);
      if (identity != null && !seen.add(identity)) {
        errors.add(
            new FieldError(
                FieldError.DUPLICATE, path.index(i).toString(), "Duplicate value: " + identity));
      }
      if (items != null) {
        value(items, item, Correlation.find(schema, oldArray, item), path.index(i));
      }
    }
  }

  private void junctors(SchemaNode.Junctors junctors, JsonNode value, FieldPath path) {
    for (var schema : junctors.allOf()) {
      value(schema, value, null, path);
    }
    if (!junctors.anyOf().isEmpty()
        && junctors.anyOf().stream().noneMatch(schema -> holds(schema, value, path))) {
      junctor(path, "must validate at least one schema (anyOf)");
    }
    if (!junctors.oneOf().isEmpty()) {
      var valid = junctors.oneOf().stream().filter(schema -> holds(schema, value, path)).count();
      if (valid != 1) {
        junctor(
            path,
            "must validate one and only one schema (oneOf). "
                + (valid == 0 ? "Found none valid" : "Found " + valid + " valid alternatives"));
      }
    }
    if (junctors.not() != null && holds(junctors.not(), value, path)) {
      junctor(path, "must not validate the schema (not)");
    }
  }

  private void junctor(FieldPath path, String message) {
    errors.add(FieldError.invalid(path, "\"\"", '"' + path.text() + "\" " + message));
  }
}
