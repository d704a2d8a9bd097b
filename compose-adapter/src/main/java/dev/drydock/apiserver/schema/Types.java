// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.regex.Pattern;

/** Checks the type and format of a value. */
final class Types {
  private static final Pattern DATE_TIME =
      Pattern.compile(
          "\\d{4}-\\d{2}-\\d{2}[Tt]\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?([Zz]|[+-]\\d{2}:\\d{2})");

  private Types() {}

  /** Returns whether it makes sense to look further into the value. */
  static boolean check(SchemaNode schema, JsonNode value, FieldPath path, List<FieldError> errors) {
    var actual = name(value);
    if (schema.intOrString()) {
      return value.isTextual()
          || value.isIntegralNumber()
          || mismatch(path, "integer,string", actual, errors);
    }
    var type = schema.type();
    if (type == null) {
      return true;
    }
    return switch (type) {
      case "integer" -> integer(schema, value, path, actual, errors);
      case "number" -> value.isNumber() || mismatch(path, type, actual, errors);
      case "string" ->
          value.isTextual()
              ? format(schema, value.textValue(), path, errors)
              : mismatch(path, type, actual, errors);
      default -> actual.equals(type) || mismatch(path, type, actual, errors);
    };
  }

  private static boolean integer(
      SchemaNode schema, JsonNode value, FieldPath path, String actual, List<FieldError> errors) {
    if (!value.isNumber()) {
      return mismatch(path, "integer", actual, errors);
    }
    var format = schema.format() == null ? "int64" : schema.format();
    // 10.0 is an integer, as in JavaScript and in the API server
    if (!value.canConvertToExactIntegral() || !value.canConvertToLong()) {
      mismatch(path, format, "float64", errors);
      return outOfFormat(path, format, errors);
    }
    if (format.equals("int32") && !value.canConvertToInt()) {
      return outOfFormat(path, format, errors);
    }
    return true;
  }

  private static boolean outOfFormat(FieldPath path, String format, List<FieldError> errors) {
    errors.add(
        new FieldError(
            FieldError.INVALID,
            FieldError.NO_FIELD,
            "Invalid value: \"\": Checked value must be of type integer with format "
                + format
                + " in "
                + path));
    return false;
  }

  private static boolean format(
      SchemaNode schema, String value, FieldPath path, List<FieldError> errors) {
    var format = schema.format() == null ? "" : schema.format();
    var valid =
        switch (format) {
          case "date-time" -> isDateTime(value);
          case "date" -> isDate(value);
          default -> true;
        };
    return valid || mismatch(path, format, value, errors);
  }

  private static boolean isDateTime(String value) {
    if (!DATE_TIME.matcher(value).matches()) {
      return false;
    }
    try {
      OffsetDateTime.parse(value);
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static boolean isDate(String value) {
    try {
      LocalDate.parse(value);
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static boolean mismatch(
      FieldPath path, String expected, String actual, List<FieldError> errors) {
    errors.add(
        new FieldError(
            FieldError.TYPE_INVALID,
            path.toString(),
            "Invalid value: \"%s\": %s in body must be of type %s: \"%s\""
                .formatted(actual, path.text(), expected, actual)));
    return false;
  }

  private static String name(JsonNode value) {
    return switch (value.getNodeType()) {
      case ARRAY -> "array";
      case OBJECT, POJO -> "object";
      case BOOLEAN -> "boolean";
      case STRING, BINARY -> "string";
      case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
      case NULL, MISSING -> "null";
    };
  }
}
