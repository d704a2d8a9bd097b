// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.discovery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.apiserver.json.Json;
import dev.drydock.apiserver.resource.ResourceType;
import dev.drydock.apiserver.resource.ResourceTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** {@code /version}, {@code /api}, {@code /apis} and the resource lists below them. */
public final class Discovery {
  private static final String MAJOR = "1";
  private static final String MINOR = "34";

  private final ResourceTypes types;

  /** Discovery of these kinds. */
  public Discovery(ResourceTypes types) {
    this.types = types;
  }

  /** The document at a path; empty when there is none. */
  public Optional<ObjectNode> document(String path, @Nullable String host) {
    String[] parts = path.substring(1).split("/", -1);
    return switch (parts[0]) {
      case "" -> Optional.of(paths());
      case "version" -> parts.length == 1 ? Optional.of(version()) : Optional.empty();
      case "api" ->
          switch (parts.length) {
            case 1 -> Optional.of(coreVersions(host));
            case 2 -> resources("", parts[1]);
            default -> Optional.empty();
          };
      case "apis" ->
          switch (parts.length) {
            case 1 -> Optional.of(groups());
            case 2 -> group(parts[1]).map(group -> typed("APIGroup", "v1").setAll(group));
            case 3 -> resources(parts[1], parts[2]);
            default -> Optional.empty();
          };
      default -> Optional.empty();
    };
  }

  private ObjectNode version() {
    ObjectNode version = Json.object();
    version.put("major", MAJOR).put("minor", MINOR);
    version.put("gitVersion", "v" + MAJOR + "." + MINOR + ".0+drydock");
    version.put("gitCommit", "").put("gitTreeState", "").put("buildDate", "");
    version.put("goVersion", "").put("compiler", "").put("platform", "linux/amd64");
    return version;
  }

  private ObjectNode paths() {
    ObjectNode document = Json.object();
    ArrayNode paths = document.putArray("paths");
    List.of("/api", "/api/v1", "/apis").forEach(paths::add);
    for (String group : types.groups()) {
      paths.add("/apis/" + group);
      versions(group).forEach(version -> paths.add("/apis/" + group + "/" + version));
    }
    List.of("/healthz", "/livez", "/openapi/v2", "/openapi/v3", "/readyz", "/version")
        .forEach(paths::add);
    return document;
  }

  private ObjectNode coreVersions(@Nullable String host) {
    ObjectNode document = typed("APIVersions", null);
    document.putArray("versions").add("v1");
    document
        .putArray("serverAddressByClientCIDRs")
        .addObject()
        .put("clientCIDR", "0.0.0.0/0")
        .put("serverAddress", host == null ? "" : host);
    return document;
  }

  private ObjectNode groups() {
    ObjectNode document = typed("APIGroupList", "v1");
    ArrayNode groups = document.putArray("groups");
    types.groups().forEach(name -> group(name).ifPresent(groups::add));
    return document;
  }

  private Optional<ObjectNode> group(String name) {
    Set<String> versions = versions(name);
    if (name.isEmpty() || versions.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode group = Json.object().put("name", name);
    ArrayNode list = group.putArray("versions");
    versions.forEach(version -> list.add(groupVersion(name, version)));
    group.set("preferredVersion", list.get(0).deepCopy());
    return Optional.of(group);
  }

  private static ObjectNode groupVersion(String group, String version) {
    return Json.object().put("groupVersion", group + "/" + version).put("version", version);
  }

  private Set<String> versions(String group) {
    Set<String> versions = new TreeSet<>();
    types.all().stream()
        .filter(type -> type.group().equals(group))
        .forEach(type -> versions.add(type.version()));
    return versions;
  }

  private Optional<ObjectNode> resources(String group, String version) {
    List<ResourceType> served = new ArrayList<>();
    for (ResourceType type : types.all()) {
      if (type.group().equals(group) && type.version().equals(version)) {
        served.add(type);
      }
    }
    if (served.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode document = typed("APIResourceList", "v1");
    document.put("groupVersion", served.getFirst().apiVersion());
    ArrayNode resources = document.putArray("resources");
    for (ResourceType type : served) {
      resources.add(resource(type));
      if (type.statusSubresource()) {
        ObjectNode status = resources.addObject();
        status.put("name", type.plural() + "/status").put("singularName", "");
        status.put("namespaced", type.namespaced()).put("kind", type.kind());
        status.putArray("verbs").add("get").add("patch").add("update");
      }
    }
    return Optional.of(document);
  }

  private static ObjectNode resource(ResourceType type) {
    ObjectNode resource = Json.object();
    resource.put("name", type.plural()).put("singularName", type.singular());
    resource.put("namespaced", type.namespaced()).put("kind", type.kind());
    ArrayNode verbs = resource.putArray("verbs");
    type.verbs().forEach(verbs::add);
    if (!type.shortNames().isEmpty()) {
      ArrayNode names = resource.putArray("shortNames");
      type.shortNames().forEach(names::add);
    }
    if (!type.categories().isEmpty()) {
      ArrayNode categories = resource.putArray("categories");
      type.categories().forEach(categories::add);
    }
    return resource;
  }

  private static ObjectNode typed(String kind, @Nullable String apiVersion) {
    ObjectNode document = Json.object().put("kind", kind);
    return apiVersion == null ? document : document.put("apiVersion", apiVersion);
  }
}
