// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.apiserver.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** All served kinds. Immutable. */
public final class ResourceTypes {
  private final List<ResourceType> all;
  private final List<ObjectNode> definitions;

  private ResourceTypes(List<ResourceType> all, List<ObjectNode> definitions) {
    this.all = List.copyOf(all);
    this.definitions = List.copyOf(definitions);
  }

  /** The built-in kinds and those of CRD manifests, each a YAML stream. */
  public static ResourceTypes of(List<String> crdManifests) {
    List<ResourceType> types = new ArrayList<>(Definitions.builtin());
    List<ObjectNode> definitions = new ArrayList<>();
    for (String manifest : crdManifests) {
      for (ObjectNode document : Json.readYamlObjects(manifest)) {
        if (document.path("kind").asText().equals("CustomResourceDefinition")) {
          types.add(Definitions.custom(document));
          definitions.add(document);
        }
      }
    }
    return new ResourceTypes(types, definitions);
  }

  /** All of them. */
  public List<ResourceType> all() {
    return all;
  }

  /** The resource that a path names. */
  public Optional<ResourceType> find(String group, String version, String plural) {
    return all.stream()
        .filter(
            type ->
                type.group().equals(group)
                    && type.version().equals(version)
                    && type.plural().equals(plural))
        .findFirst();
  }

  /** The resource that an owner reference names, whatever its version. */
  public Optional<ResourceType> findKind(String apiVersion, String kind) {
    int slash = apiVersion.indexOf('/');
    String group = slash < 0 ? "" : apiVersion.substring(0, slash);
    return all.stream()
        .filter(type -> type.group().equals(group) && type.kind().equals(kind))
        .findFirst();
  }

  /** The resource with a stored name. */
  public Optional<ResourceType> findStored(String resource) {
    return all.stream().filter(type -> type.resource().equals(resource)).findFirst();
  }

  /**
   * Prunes and defaults a stored object as its schema has it now, since it may have been stored
   * under an earlier one.
   */
  public void bringUpToDate(String resource, ObjectNode object) {
    findStored(resource)
        .filter(ResourceType::custom)
        .ifPresent(
            type -> {
              type.schema().prune(object);
              type.schema().applyDefaults(object);
            });
  }

  /** The built-in resource of a plural name, which must exist. */
  public ResourceType builtin(String plural) {
    return all.stream().filter(type -> type.isBuiltin(plural)).findFirst().orElseThrow();
  }

  /** Groups other than the core group, each once. */
  public Set<String> groups() {
    Set<String> groups = new LinkedHashSet<>();
    all.stream().map(ResourceType::group).filter(group -> !group.isEmpty()).forEach(groups::add);
    return groups;
  }

  /** The CRD objects as an API server shows them: accepted and established. */
  public List<ObjectNode> definitions() {
    return definitions.stream().map(ResourceTypes::established).toList();
  }

  private static ObjectNode established(ObjectNode manifest) {
    ObjectNode crd = manifest.deepCopy();
    JsonNode spec = crd.path("spec");
    ObjectNode status = crd.putObject("status");
    status.set("acceptedNames", spec.path("names").deepCopy());
    ArrayNode stored = status.putArray("storedVersions");
    spec.path("versions")
        .forEach(
            version -> {
              if (version.path("storage").asBoolean()) {
                stored.add(version.path("name").asText());
              }
            });
    ArrayNode conditions = status.putArray("conditions");
    condition(conditions, "NamesAccepted", "NoConflicts", "no conflicts found");
    condition(
        conditions, "Established", "InitialNamesAccepted", "the initial names have been accepted");
    return crd;
  }

  private static void condition(ArrayNode conditions, String type, String reason, String message) {
    conditions
        .addObject()
        .put("type", type)
        .put("status", "True")
        .put("reason", reason)
        .put("message", message);
  }
}
