// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Removes fields that the schema does not know. */
final class Pruner {
  private static final Set<String> OBJECT_META =
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

  private final List<String> removed = new ArrayList<>();

  static List<String> prune(SchemaNode schema, ObjectNode object) {
    var pruner = new Pruner();
    pruner.object(schema, object, FieldPath.ROOT, true);
    return pruner.removed;
  }

  private void value(SchemaNode schema, JsonNode value, FieldPath path) {
    if (value instanceof ObjectNode object) {
      object(schema, object, path, schema.embeddedResource());
    } else if (value instanceof ArrayNode array && schema.items() != null) {
      for (var i = 0; i < array.size(); i++) {
        value(schema.items(), array.get(i), path.index(i));
      }
    }
  }

  private void object(SchemaNode schema, ObjectNode object, FieldPath path, boolean resource) {
    var fields = object.properties().iterator();
    while (fields.hasNext()) {
      var field = fields.next();
      var child = schema.field(field.getKey());
      var childPath = path.child(field.getKey());
      if (resource && field.getKey().equals("metadata")) {
        metadata(field.getValue(), childPath);
      } else if (child != null) {
        value(child, field.getValue(), childPath);
      } else if (!schema.preserveUnknownFields() && !(resource && isTypeMeta(field.getKey()))) {
        fields.remove();
        removed.add(childPath.toString());
      }
    }
  }

  private void metadata(JsonNode metadata, FieldPath path) {
    if (metadata instanceof ObjectNode object) {
      var names = object.fieldNames();
      while (names.hasNext()) {
        var name = names.next();
        if (!OBJECT_META.contains(name)) {
          names.remove();
          removed.add(path.child(name).toString());
        }
      }
    }
  }

  private static boolean isTypeMeta(String field) {
    return field.equals("apiVersion") || field.equals("kind");
  }
}
