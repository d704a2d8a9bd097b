// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The schema of one version of a custom resource, with the semantics of the Kubernetes API server.
 *
 * <p>Prune first, then apply the defaults, then validate. Immutable and thread-safe. CEL rules are
 * compiled when they are first needed, once for the life of the process.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/">
 *     CustomResourceDefinitions</a>
 */
public final class StructuralSchema {
  private final SchemaNode root;

  private StructuralSchema(SchemaNode root) {
    this.root = root;
  }

  /**
   * Reads a schema.
   *
   * @param openApiV3Schema what stands below {@code schema.openAPIV3Schema} in a CRD
   */
  public static StructuralSchema of(JsonNode openApiV3Schema) {
    return new StructuralSchema(SchemaNode.parse(openApiV3Schema));
  }

  /**
   * Removes the fields that the schema does not know.
   *
   * @return their paths, such as {@code spec.foo}
   */
  public List<String> prune(ObjectNode object) {
    return Pruner.prune(root, object);
  }

  /** Adds the defaults of absent fields, and removes nulls where the schema allows none. */
  public void applyDefaults(ObjectNode object) {
    Defaulter.apply(root, object);
  }

  /**
   * Says everything that is wrong with an object.
   *
   * @param oldObject what it replaces, with defaults, or null when it is new; what has not changed
   *     is not held against the new object, so that a schema can become stricter
   */
  public List<FieldError> validate(ObjectNode object, @Nullable ObjectNode oldObject) {
    return validate(object, oldObject, false);
  }

  /**
   * As above.
   *
   * @param incomplete whether something that the object must have is known to be missing, so that
   *     no rules are evaluated
   */
  public List<FieldError> validate(
      ObjectNode object, @Nullable ObjectNode oldObject, boolean incomplete) {
    return Validator.validate(root, object, oldObject, incomplete);
  }
}
