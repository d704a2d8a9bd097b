// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.databind.node.TextNode;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRuleBuilder;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Adds to a generated schema what the generator has no annotation for. */
final class SchemaDecorator {
  private final Javadocs docs;

  SchemaDecorator(Javadocs docs) {
    this.docs = docs;
  }

  void decorate(JSONSchemaProps schema, Class<?> type) {
    for (var component : type.getRecordComponents()) {
      var property = schema.getProperties().get(component.getName());
      if (property == null) {
        throw new IllegalStateException(
            "no schema for " + type.getSimpleName() + "." + component.getName());
      }
      property.setDescription(description(type, component));
      if (component.isAnnotationPresent(Opaque.class)) {
        schema.getProperties().put(component.getName(), opaque(property));
        continue;
      }
      constrain(property, component);
      descend(property, component.getGenericType());
    }
  }

  private void descend(JSONSchemaProps schema, Type type) {
    if (type instanceof ParameterizedType generic) {
      var arguments = generic.getActualTypeArguments();
      if (generic.getRawType() == List.class) {
        descend(schema.getItems().getSchema(), arguments[0]);
      } else if (generic.getRawType() == Map.class) {
        descend(schema.getAdditionalProperties().getSchema(), arguments[1]);
      }
    } else if (type instanceof Class<?> c && c.isRecord()) {
      decorate(schema, c);
    } else if (type instanceof Class<?> c && c.isEnum()) {
      // in the order of declaration, which is the order of the Javadoc
      schema.setEnum(
          Arrays.stream(c.getEnumConstants())
              .map(constant -> TextNode.valueOf(constant.toString()))
              .collect(Collectors.toList()));
    }
  }

  private static void constrain(JSONSchemaProps schema, RecordComponent component) {
    var keyedBy = component.getAnnotation(KeyedBy.class);
    if (keyedBy != null) {
      schema.setXKubernetesListType("map");
      schema.setXKubernetesListMapKeys(List.of(keyedBy.value()));
    }
    if (component.isAnnotationPresent(Timestamp.class)) {
      schema.setFormat("date-time");
    }
    if (component.isAnnotationPresent(GoDuration.class)) {
      pattern(schema, GoDuration.PATTERN, GoDuration.PATTERN, GoDuration.MESSAGE, 32);
    }
    if (component.isAnnotationPresent(Cron.class)) {
      pattern(schema, Cron.PATTERN, Cron.RULE, Cron.MESSAGE, 100);
    }
    if (component.isAnnotationPresent(TimeZone.class)) {
      rule(schema, TimeZone.RULE, TimeZone.MESSAGE);
    }
    var type = component.getType();
    if (type == Long.class || type == Integer.class) {
      schema.setFormat(type == Long.class ? "int64" : "int32");
    }
  }

  /** The pattern for old servers and the rule for its message, which a pattern cannot have. */
  private static void pattern(
      JSONSchemaProps schema, String pattern, String rule, String message, long maxLength) {
    schema.setPattern(pattern);
    schema.setMaxLength(maxLength);
    rule(schema, "self.matches('" + rule.replace("\\", "\\\\") + "')", message);
  }

  private static void rule(JSONSchemaProps schema, String rule, String message) {
    schema.setXKubernetesValidations(
        List.of(new ValidationRuleBuilder().withRule(rule).withMessage(message).build()));
  }

  private static JSONSchemaProps opaque(JSONSchemaProps property) {
    return new JSONSchemaPropsBuilder()
        .withType("object")
        .withDescription(property.getDescription())
        .withXKubernetesPreserveUnknownFields(true)
        .build();
  }

  private String description(Class<?> type, RecordComponent component) {
    var text = docs.ofComponent(type, component.getName());
    var value = valueType(component.getGenericType());
    if (value.isRecord()) {
      var more = docs.ofType(value);
      return more.equals(text) ? text : text + " " + more;
    }
    if (!value.isEnum()) {
      return text;
    }
    return text
        + docs.ofConstants(value).entrySet().stream()
            .map(e -> " " + e.getKey() + ": " + e.getValue())
            .collect(Collectors.joining());
  }

  private static Class<?> valueType(Type type) {
    if (type instanceof ParameterizedType generic) {
      var arguments = generic.getActualTypeArguments();
      return valueType(arguments[arguments.length - 1]);
    }
    return (Class<?>) type;
  }
}
