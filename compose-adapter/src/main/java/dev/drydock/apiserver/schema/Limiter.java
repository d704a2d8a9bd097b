// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;

/** Checks a value of the right type against enumeration, pattern and limits. */
final class Limiter {
  private final FieldPath path;
  private final JsonNode value;
  private final List<FieldError> errors;

  private Limiter(FieldPath path, JsonNode value, List<FieldError> errors) {
    this.path = path;
    this.value = value;
    this.errors = errors;
  }

  static void check(SchemaNode schema, JsonNode value, FieldPath path, List<FieldError> errors) {
    var limiter = new Limiter(path, value, errors);
    limiter.enumeration(schema.enumeration());
    if (value.isTextual()) {
      limiter.text(schema.limits(), value.textValue());
    } else if (value.isNumber()) {
      limiter.number(schema.limits(), value.doubleValue());
    } else if (value.isArray()) {
      limiter.array(schema.limits(), value.size());
    } else if (value.isObject()) {
      limiter.object(schema.limits(), value.size());
    }
  }

  private void enumeration(List<JsonNode> allowed) {
    if (!allowed.isEmpty() && !allowed.contains(value)) {
      errors.add(
          new FieldError(
              FieldError.NOT_SUPPORTED,
              path.toString(),
              "Unsupported value: "
                  + value
                  + ": supported values: "
                  + allowed.stream().map(JsonNode::toString).collect(Collectors.joining(", "))));
    }
  }

  private void text(SchemaNode.Limits limits, String text) {
    var length = text.codePointCount(0, text.length());
    if (limits.minLength() != null && length < limits.minLength()) {
      invalid("should be at least " + limits.minLength() + " chars long");
    }
    if (limits.maxLength() != null && length > limits.maxLength()) {
      errors.add(
          new FieldError(
              FieldError.TOO_LONG,
              path.toString(),
              "Too long: may not be more than " + limits.maxLength() + " bytes"));
    }
    if (limits.pattern() != null && !limits.pattern().matcher(text).find()) {
      invalid("should match '" + limits.pattern() + "'");
    }
  }

  private void number(SchemaNode.Limits limits, double number) {
    var minimum = limits.minimum();
    if (minimum != null && (limits.exclusiveMinimum() ? number <= minimum : number < minimum)) {
      invalid(
          "should be greater than "
              + (limits.exclusiveMinimum() ? "" : "or equal to ")
              + plain(minimum));
    }
    var maximum = limits.maximum();
    if (maximum != null && (limits.exclusiveMaximum() ? number >= maximum : number > maximum)) {
      invalid(
          "should be less than "
              + (limits.exclusiveMaximum() ? "" : "or equal to ")
              + plain(maximum));
    }
    var multipleOf = limits.multipleOf();
    if (multipleOf != null
        && BigDecimal.valueOf(number).remainder(BigDecimal.valueOf(multipleOf)).signum() != 0) {
      invalid("should be a multiple of " + plain(multipleOf));
    }
  }

  private void array(SchemaNode.Limits limits, int size) {
    if (limits.minItems() != null && size < limits.minItems()) {
      tooFew(size, "should have at least " + limits.minItems() + " items");
    }
    if (limits.maxItems() != null && size > limits.maxItems()) {
      tooMany(size, limits.maxItems());
    }
  }

  private void object(SchemaNode.Limits limits, int size) {
    if (limits.minProperties() != null && size < limits.minProperties()) {
      tooFew(size, "should have at least " + limits.minProperties() + " properties");
    }
    if (limits.maxProperties() != null && size > limits.maxProperties()) {
      tooMany(size, limits.maxProperties());
    }
  }

  private void tooMany(int size, long limit) {
    errors.add(
        new FieldError(
            FieldError.TOO_MANY,
            path.toString(),
            "Too many: " + size + ": must have at most " + limit + " items"));
  }

  private void tooFew(int size, String demand) {
    errors.add(FieldError.invalid(path, String.valueOf(size), path.text() + " in body " + demand));
  }

  private void invalid(String demand) {
    errors.add(FieldError.invalid(path, value.toString(), path.text() + " in body " + demand));
  }

  private static String plain(double number) {
    return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
  }
}
