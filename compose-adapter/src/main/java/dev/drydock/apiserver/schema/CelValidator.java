// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates the CEL rules of a schema.
 *
 * <p>A rule that does not look at {@code oldSelf} is not held against what has not changed, so that
 * a new rule does not lock old objects.
 */
final class CelValidator {
  private final List<FieldError> errors = new ArrayList<>();

  static List<FieldError> validate(SchemaNode schema, JsonNode value, @Nullable JsonNode oldValue) {
    var validator = new CelValidator();
    validator.value(schema, value, oldValue, FieldPath.ROOT);
    return validator.errors;
  }

  private void value(
      SchemaNode schema, JsonNode value, @Nullable JsonNode oldValue, FieldPath path) {
    if (value.isNull()) {
      return;
    }
    rules(schema, value, oldValue, path);
    if (value.isObject()) {
      for (var field : value.properties()) {
        var child = schema.field(field.getKey());
        if (child != null) {
          var oldChild = oldValue == null ? null : oldValue.get(field.getKey());
          value(child, field.getValue(), oldChild, path.child(field.getKey()));
        }
      }
    } else if (value.isArray() && schema.items() != null) {
      for (var i = 0; i < value.size(); i++) {
        var item = value.get(i);
        value(schema.items(), item, Correlation.find(schema, oldValue, item), path.index(i));
      }
    }
  }

  private void rules(
      SchemaNode schema, JsonNode value, @Nullable JsonNode oldValue, FieldPath path) {
    var unchanged = value.equals(oldValue);
    var hasOld = oldValue != null && !oldValue.isNull();
    var rules = schema.rules().stream().filter(rule -> rule.applies(unchanged, hasOld)).toList();
    if (rules.isEmpty()) {
      return;
    }
    var self = CelValues.of(schema, value);
    var oldSelf = oldValue == null || !hasOld ? null : CelValues.of(schema, oldValue);
    for (var rule : rules) {
      var error = rule.check(path, value, self, oldSelf);
      if (error != null) {
        errors.add(error);
      }
    }
  }
}
