// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.runtime.CelEvaluationException;
import java.util.HashMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code x-kubernetes-validations}.
 *
 * @param rule expression that must be true
 * @param message what to say when it is not
 * @param messageExpression expression that makes a better message
 * @param reason reason of the error
 * @param fieldPath field that is to blame, below the one that carries the rule
 * @param optionalOldSelf whether the rule holds for creation too, with an optional oldSelf
 */
record CelRule(
    String rule,
    @Nullable String message,
    @Nullable String messageExpression,
    String reason,
    String fieldPath,
    boolean optionalOldSelf) {

  static CelRule parse(JsonNode json) {
    return new CelRule(
        json.path("rule").asText(),
        json.hasNonNull("message") ? json.get("message").asText() : null,
        json.hasNonNull("messageExpression") ? json.get("messageExpression").asText() : null,
        json.path("reason").asText(FieldError.INVALID),
        json.path("fieldPath").asText(),
        json.path("optionalOldSelf").asBoolean());
  }

  /** Whether the rule says something about this change. */
  boolean applies(boolean unchanged, boolean hasOld) {
    return program(rule).usesOldSelf() ? hasOld || optionalOldSelf : !unchanged;
  }

  /** Returns what is wrong, or null when the rule holds. */
  @Nullable FieldError check(
      FieldPath path, JsonNode value, Object self, @Nullable Object oldSelf) {
    var variables = new HashMap<String, Object>();
    variables.put("self", self);
    if (optionalOldSelf) {
      variables.put("oldSelf", Optional.ofNullable(oldSelf));
    } else if (oldSelf != null) {
      variables.put("oldSelf", oldSelf);
    }
    try {
      if (Boolean.TRUE.equals(program(rule).evaluate(variables))) {
        return null;
      }
    } catch (CelEvaluationException e) {
      return FieldError.invalid(
          path,
          '"' + type(value) + '"',
          cause(e) + " evaluating rule: " + (message == null ? rule : message));
    }
    return error(path.relative(fieldPath), value, text(variables));
  }

  private CelProgram program(String expression) {
    return CelProgram.of(expression, optionalOldSelf);
  }

  private FieldError error(FieldPath path, JsonNode value, String text) {
    var what =
        switch (reason) {
          case FieldError.REQUIRED -> "Required value";
          case FieldError.FORBIDDEN -> "Forbidden";
          case FieldError.DUPLICATE -> "Duplicate value" + suffix(value);
          default -> "Invalid value" + suffix(value);
        };
    return new FieldError(reason, path.toString(), what + ": " + text);
  }

  private String text(HashMap<String, Object> variables) {
    if (messageExpression != null) {
      try {
        if (program(messageExpression).evaluate(variables) instanceof String text
            && !text.isBlank()) {
          return text;
        }
      } catch (CelEvaluationException e) {
        // the plain message, as in the API server
      }
    }
    return message != null ? message : "failed rule: " + rule;
  }

  /** The API server shows scalars and leaves objects and lists out. */
  private static String suffix(JsonNode value) {
    return value.isValueNode() ? ": " + value : "";
  }

  /** Where in the text of the rule it happened is of no use to who wrote the object. */
  private static String cause(CelEvaluationException e) {
    return String.valueOf(e.getMessage()).replaceFirst("^evaluation error( at \\S+)?: ", "");
  }

  private static String type(JsonNode value) {
    return switch (value.getNodeType()) {
      case ARRAY -> "array";
      case BOOLEAN -> "boolean";
      case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
      case STRING -> "string";
      case OBJECT, NULL, MISSING, POJO, BINARY -> "object";
    };
  }
}
