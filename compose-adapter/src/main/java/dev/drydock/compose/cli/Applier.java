// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Creates or changes objects as {@code kubectl apply} does, which finds the manifest that was
 * applied before in the same annotation.
 */
final class Applier {
  private static final String APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final KubernetesClient api;

  Applier(KubernetesClient api) {
    this.api = api;
  }

  /** What became of an object. */
  enum Outcome {
    CREATED,
    CONFIGURED,
    UNCHANGED
  }

  /** Applies a manifest, whose metadata names the namespace. */
  Outcome apply(ObjectNode manifest) throws JsonProcessingException {
    ObjectNode wanted = manifest.deepCopy();
    annotations(wanted).remove(APPLIED);
    annotations(wanted).put(APPLIED, JSON.writeValueAsString(applied(wanted)) + "\n");
    GenericKubernetesResource object = JSON.treeToValue(wanted, GenericKubernetesResource.class);
    var resource = api.resource(object);
    GenericKubernetesResource existing = resource.get();
    if (existing == null) {
      resource.fieldValidation(Validation.STRICT).create();
      return Outcome.CREATED;
    }
    JsonNode live = JSON.valueToTree(existing);
    ObjectNode patch = ThreeWayMerge.patch(before(existing), wanted, live);
    if (patch.isEmpty()) {
      return Outcome.UNCHANGED;
    }
    var context =
        new PatchContext.Builder()
            .withPatchType(PatchType.JSON_MERGE)
            .withFieldValidation("Strict")
            .build();
    GenericKubernetesResource patched = resource.patch(context, JSON.writeValueAsString(patch));
    return version(patched).equals(version(existing)) ? Outcome.UNCHANGED : Outcome.CONFIGURED;
  }

  private static ObjectNode applied(ObjectNode wanted) {
    ObjectNode applied = wanted.deepCopy();
    if (annotations(applied).isEmpty()) {
      ((ObjectNode) applied.get("metadata")).remove("annotations");
    }
    return applied;
  }

  private static JsonNode before(GenericKubernetesResource existing)
      throws JsonProcessingException {
    Map<String, String> annotations = existing.getMetadata().getAnnotations();
    @Nullable String text = annotations == null ? null : annotations.get(APPLIED);
    return JSON.readTree(text == null ? "{}" : text);
  }

  private static ObjectNode annotations(ObjectNode object) {
    return object.withObject("/metadata/annotations");
  }

  private static String version(GenericKubernetesResource object) {
    return object.getMetadata().getResourceVersion();
  }
}
