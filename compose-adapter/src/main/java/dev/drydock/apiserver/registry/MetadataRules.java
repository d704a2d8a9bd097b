// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.drydock.apiserver.error.ApiException;
import dev.drydock.apiserver.error.Cause;
import dev.drydock.apiserver.resource.ResourceType;
import dev.drydock.apiserver.selector.Names;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What {@code ObjectMeta} may contain. */
final class MetadataRules {
  private static final int MAX_ANNOTATIONS_BYTES = 256 * 1024;
  private static final Set<String> OWNER_FIELDS =
      Set.of("apiVersion", "kind", "name", "uid", "controller", "blockOwnerDeletion");
  private static final Set<String> FIELDS =
      Set.of(
          "name",
          "generateName",
          "namespace",
          "selfLink",
          "uid",
          "resourceVersion",
          "generation",
          "creationTimestamp",
          "deletionTimestamp",
          "deletionGracePeriodSeconds",
          "labels",
          "annotations",
          "ownerReferences",
          "finalizers",
          "managedFields");

  private MetadataRules() {}

  /** Drops nulls and unknown fields, and returns the paths of the unknown ones. */
  static List<String> prune(ObjectNode metadata) {
    List<String> unknown = new ArrayList<>();
    metadata.remove(List.of("selfLink"));
    dropUnknown(metadata, FIELDS, "metadata.", unknown);
    if (metadata.get("ownerReferences") instanceof ArrayNode owners) {
      for (int i = 0; i < owners.size(); i++) {
        if (owners.get(i) instanceof ObjectNode owner) {
          dropUnknown(owner, OWNER_FIELDS, "metadata.ownerReferences[" + i + "].", unknown);
        }
      }
    }
    for (String field : List.of("labels", "annotations")) {
      if (metadata.get(field) instanceof ObjectNode texts) {
        for (Map.Entry<String, JsonNode> text : texts.properties()) {
          if (text.getValue().isNull()) {
            text.setValue(TextNode.valueOf(""));
          }
        }
      }
    }
    for (String field : List.of("labels", "annotations", "ownerReferences", "finalizers")) {
      if (metadata.path(field).isContainerNode() && metadata.path(field).isEmpty()) {
        metadata.remove(field);
      }
    }
    return unknown;
  }

  /** Refuses metadata whose fields have the wrong type, as a decoder would. */
  static void requireTypes(ObjectNode metadata) {
    for (String field : List.of("name", "generateName", "namespace", "uid", "resourceVersion")) {
      if (metadata.has(field) && !metadata.get(field).isTextual()) {
        throw undecodable(field, "string");
      }
    }
    for (String field : List.of("labels", "annotations")) {
      if (metadata.has(field) && !metadata.get(field).isObject()) {
        throw undecodable(field, "map[string]string");
      }
      for (JsonNode value : metadata.path(field)) {
        if (!value.isTextual()) {
          throw undecodable(field, "string");
        }
      }
    }
    for (String field : List.of("ownerReferences", "finalizers", "managedFields")) {
      if (metadata.has(field) && !metadata.get(field).isArray()) {
        throw undecodable(field, "array");
      }
    }
  }

  static List<Cause> validate(ResourceType type, ObjectNode metadata) {
    List<Cause> causes = new ArrayList<>();
    String name = metadata.path("name").asText("");
    if (name.isEmpty()) {
      causes.add(
          new Cause(
              "FieldValueRequired",
              "metadata.name",
              "Required value: name or generateName is required"));
    } else if (type.isBuiltin("namespaces") ? !Names.isLabel(name) : !Names.isSubdomain(name)) {
      String rule = type.isBuiltin("namespaces") ? Names.LABEL_RULE : Names.SUBDOMAIN_RULE;
      causes.add(invalid("metadata.name", name, rule));
    }
    for (Map.Entry<String, JsonNode> label : metadata.path("labels").properties()) {
      if (!Names.isLabelKey(label.getKey())) {
        causes.add(
            invalid(
                "metadata.labels",
                label.getKey(),
                "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character"));
      }
      if (!Names.isLabelValue(label.getValue().asText())) {
        causes.add(
            invalid(
                "metadata.labels",
                label.getValue().asText(),
                "a valid label must be an empty string or consist of at most 63 alphanumeric"
                    + " characters, '-', '_' or '.', and must start and end with an alphanumeric"
                    + " character"));
      }
    }
    annotations(metadata, causes);
    owners(metadata, causes);
    for (JsonNode finalizer : metadata.path("finalizers")) {
      if (!Names.isLabelKey(finalizer.asText())) {
        causes.add(
            invalid("metadata.finalizers", finalizer.asText(), "name is not a qualified name"));
      }
    }
    return causes;
  }

  /** Nothing may be added to the finalizers of what is being deleted. */
  static List<Cause> validateFinalizers(ObjectNode old, ObjectNode updated) {
    List<Cause> causes = new ArrayList<>();
    if (Meta.terminating(old)) {
      for (JsonNode finalizer : updated.path("metadata").path("finalizers")) {
        if (!Meta.hasFinalizer(old, finalizer.asText())) {
          causes.add(
              new Cause(
                  "FieldValueForbidden",
                  "metadata.finalizers",
                  "Forbidden: no new finalizers can be added if the object is being deleted, found"
                      + " new finalizers []string{\""
                      + finalizer.asText()
                      + "\"}"));
        }
      }
    }
    return causes;
  }

  static Cause invalid(String field, String value, String rule) {
    return new Cause("FieldValueInvalid", field, "Invalid value: \"" + value + "\": " + rule);
  }

  private static void annotations(ObjectNode metadata, List<Cause> causes) {
    int size = 0;
    for (Map.Entry<String, JsonNode> annotation : metadata.path("annotations").properties()) {
      if (!Names.isLabelKey(annotation.getKey().toLowerCase(Locale.ROOT))) {
        causes.add(
            invalid(
                "metadata.annotations",
                annotation.getKey(),
                "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character"));
      }
      size += annotation.getKey().length() + annotation.getValue().asText().length();
    }
    if (size > MAX_ANNOTATIONS_BYTES) {
      causes.add(
          new Cause(
              "FieldValueTooLong",
              "metadata.annotations",
              "Too long: may not be more than " + MAX_ANNOTATIONS_BYTES + " bytes"));
    }
  }

  private static void owners(ObjectNode metadata, List<Cause> causes) {
    int controllers = 0;
    int index = 0;
    for (JsonNode owner : metadata.path("ownerReferences")) {
      for (String field : List.of("apiVersion", "kind", "name", "uid")) {
        if (owner.path(field).asText("").isEmpty()) {
          causes.add(
              new Cause(
                  "FieldValueInvalid",
                  "metadata.ownerReferences[" + index + "]." + field,
                  "Invalid value: \"\": must not be empty"));
        }
      }
      controllers += owner.path("controller").asBoolean() ? 1 : 0;
      index++;
    }
    if (controllers > 1) {
      causes.add(
          new Cause(
              "FieldValueInvalid",
              "metadata.ownerReferences",
              "Invalid value: only one reference can have Controller set to true"));
    }
  }

  private static void dropUnknown(
      ObjectNode node, Set<String> known, String prefix, List<String> unknown) {
    Iterator<Map.Entry<String, JsonNode>> fields = node.fields();
    while (fields.hasNext()) {
      Map.Entry<String, JsonNode> field = fields.next();
      if (field.getValue().isNull()) {
        fields.remove();
      } else if (!known.contains(field.getKey())) {
        unknown.add(prefix + field.getKey());
        fields.remove();
      }
    }
  }

  private static ApiException undecodable(String field, String wanted) {
    return ApiException.badRequest(
        "the object provided is unrecognized: json: cannot unmarshal metadata."
            + field
            + " into "
            + wanted);
  }
}
