// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.common.values.NullValue;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns JSON into what CEL expressions see, under the names by which they may say it. */
final class CelValues {
  private static final Set<String> RESERVED =
      Set.of(
          "true",
          "false",
          "null",
          "in",
          "as",
          "break",
          "const",
          "continue",
          "else",
          "for",
          "function",
          "if",
          "import",
          "let",
          "loop",
          "package",
          "namespace",
          "return",
          "var",
          "void",
          "while");

  private CelValues() {}

  static Object of(@Nullable SchemaNode schema, JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT -> map(schema, value);
      case ARRAY -> {
        var list = new ArrayList<Object>(value.size());
        value.forEach(item -> list.add(of(schema == null ? null : schema.items(), item)));
        yield list;
      }
      case STRING -> text(schema, value.textValue());
      case BOOLEAN -> value.booleanValue();
      case NUMBER -> number(schema, value);
      case NULL, MISSING, POJO, BINARY -> NullValue.NULL_VALUE;
    };
  }

  private static Object map(@Nullable SchemaNode schema, JsonNode object) {
    var map = new LinkedHashMap<String, Object>();
    for (var field : object.properties()) {
      var name = field.getKey();
      var declared = schema != null && schema.properties().containsKey(name);
      map.put(
          declared ? escape(name) : name,
          of(schema == null ? null : schema.field(name), field.getValue()));
    }
    return map;
  }

  private static Object number(@Nullable SchemaNode schema, JsonNode value) {
    var decimal = schema != null && "number".equals(schema.type());
    return !decimal && value.canConvertToExactIntegral() && value.canConvertToLong()
        ? (Object) value.longValue()
        : (Object) value.doubleValue();
  }

  private static Object text(@Nullable SchemaNode schema, String text) {
    var format = schema == null ? null : schema.format();
    if ("date-time".equals(format)) {
      return OffsetDateTime.parse(text).toInstant();
    }
    if ("date".equals(format)) {
      Instant midnight = LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
      return midnight;
    }
    return text;
  }

  /** Names of fields as the API server writes them where CEL could not. */
  static String escape(String name) {
    if (RESERVED.contains(name)) {
      return "__" + name + "__";
    }
    return name.replace("__", "__underscores__")
        .replace(".", "__dot__")
        .replace("-", "__dash__")
        .replace("/", "__slash__");
  }
}
