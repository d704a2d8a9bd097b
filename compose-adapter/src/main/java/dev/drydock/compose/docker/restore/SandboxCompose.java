// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.restore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.compose.docker.engine.Labels;
import dev.drydock.operator.platform.ApplicationManifest;
import dev.drydock.operator.platform.ApplicationManifest.Service;
import dev.drydock.operator.platform.ApplicationManifest.Volume;
import dev.drydock.operator.platform.ApplicationManifest.VolumeKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Turns the resolved compose model of the original into one that runs in isolation: nothing is
 * published, nothing reaches the outside, nothing is shared with what else runs on the host, no
 * label makes anything out there take notice. A pure function.
 */
final class SandboxCompose {
  /** What would reach out of the sandbox, claim something shared, or give power over the host. */
  private static final List<String> DROPPED =
      List.of(
          "blkio_config",
          "cap_add",
          "cgroup",
          "cgroup_parent",
          "container_name",
          "credential_spec",
          "device_cgroup_rules",
          "devices",
          "dns",
          "dns_opt",
          "dns_search",
          "domainname",
          "env_file",
          "expose",
          "external_links",
          "extra_hosts",
          "gpus",
          "ipc",
          "labels",
          "logging",
          "mac_address",
          "oom_score_adj",
          "pid",
          "ports",
          "privileged",
          "profiles",
          "runtime",
          "scale",
          "security_opt",
          "userns_mode",
          "uts");

  private static final List<String> HARMLESS_BINDS =
      List.of("/etc/localtime", "/etc/timezone", "/usr/share/zoneinfo");

  private final Target target;
  private final Predicate<String> imagePresent;
  private final JsonNodeFactory json = JsonNodeFactory.instance;

  SandboxCompose(Target target, Predicate<String> imagePresent) {
    this.target = target;
    this.imagePresent = imagePresent;
  }

  ObjectNode transform(JsonNode resolved) {
    ObjectNode model = resolved.deepCopy();
    model.put("name", target.project());
    ObjectNode services = object(model, "services");
    for (String name : names(services)) {
      service(name, object(services, name));
    }
    ObjectNode networks = json.objectNode();
    for (String key : names(object(model, "networks"))) {
      networks.set(key, network(key));
    }
    if (!networks.has("default")) {
      networks.set("default", network("default"));
    }
    model.set("networks", networks);
    ObjectNode volumes = json.objectNode();
    for (String key : names(object(model, "volumes"))) {
      ObjectNode volume = json.objectNode();
      volume.put("name", volumeName(key, object(model, "volumes").path(key)));
      volume.set("labels", labels());
      volumes.set(key, volume);
    }
    model.set("volumes", volumes);
    for (String kind : List.of("configs", "secrets")) {
      ObjectNode entries = object(model, kind);
      for (String key : names(entries)) {
        ObjectNode entry = object(entries, key);
        if (entry.hasNonNull("file")) {
          Optional<String> file = mapped(entry.get("file").asText());
          if (file.isEmpty()) {
            entries.remove(key);
            forget(services, kind, key);
            continue;
          }
          entry.put("file", file.get());
        }
        if (entry.has("name")) {
          entry.put("name", target.project() + "_" + key);
        }
      }
    }
    return model;
  }

  /** The volume that the backup was restored into, whatever the compose files call it. */
  private String volumeName(String key, JsonNode volume) {
    String name = volume.path("name").asText("");
    List<Volume> named =
        target.request().source().volumes().stream()
            .filter(v -> v.kind() == VolumeKind.Named)
            .toList();
    return named.stream()
        .filter(v -> v.source().equals(name))
        .findFirst()
        .or(() -> named.stream().filter(v -> v.name().equals(key)).findFirst())
        .map(target::volume)
        .orElse(target.project() + "_" + key);
  }

  /** What the backup lacks must not come from the application that runs. */
  private static void forget(ObjectNode services, String kind, String key) {
    for (JsonNode service : services) {
      if (service.get(kind) instanceof ArrayNode uses) {
        for (int i = uses.size() - 1; i >= 0; i--) {
          if (key.equals(uses.get(i).path("source").asText(uses.get(i).asText()))) {
            uses.remove(i);
          }
        }
      }
    }
  }

  private void service(String name, ObjectNode service) {
    String alias = service.path("container_name").asText("");
    service.remove(DROPPED);
    service.put("restart", restart(service.path("restart").asText("no")));
    service.set("labels", labels());
    ObjectNode logging = service.putObject("logging");
    logging.put("driver", "json-file");
    logging.putObject("options").put("max-size", "8m");
    image(name, service);
    limits(service);
    network(service, alias);
    if (service.get("volumes") instanceof ArrayNode mounts) {
      ArrayNode kept = json.arrayNode();
      for (JsonNode mount : mounts) {
        mount((ObjectNode) mount).ifPresent(kept::add);
      }
      service.set("volumes", kept);
    }
    if (service.get("volumes_from") instanceof ArrayNode from) {
      ArrayNode kept = json.arrayNode();
      from.forEach(
          entry -> {
            if (!entry.asText().startsWith("container:")) {
              kept.add(entry);
            }
          });
      service.set("volumes_from", kept);
    }
  }

  /** The image that the application ran, so that nothing is built where it is at hand. */
  private void image(String name, ObjectNode service) {
    if (!service.has("build")) {
      return;
    }
    List<String> candidates = new ArrayList<>();
    target.request().source().services().stream()
        .filter(s -> s.name().equals(name))
        .map(Service::image)
        .forEach(candidates::add);
    candidates.add(service.path("image").asText(""));
    candidates.stream()
        .filter(image -> !image.isEmpty())
        .filter(imagePresent)
        .findFirst()
        .ifPresentOrElse(
            image -> {
              service.remove("build");
              service.put("image", image);
            },
            () -> {
              service.put("image", target.project() + "-" + name);
              build(service.get("build"));
            });
  }

  /** What is not in the backup is not found, then, and the build fails. */
  private void build(JsonNode build) {
    if (build instanceof ObjectNode entry) {
      inTarget(entry, "context");
      inTarget(entry, "dockerfile");
      if (entry.get("additional_contexts") instanceof ObjectNode contexts) {
        names(contexts).forEach(key -> inTarget(contexts, key));
      }
    }
  }

  private void inTarget(ObjectNode entry, String key) {
    String path = entry.path(key).asText("");
    if (path.startsWith("/")) {
      entry.put(key, target.path(path));
    }
  }

  private static void limits(ObjectNode service) {
    JsonNode limits = service.path("deploy").path("resources").path("limits");
    service.remove("deploy");
    if (!service.has("mem_limit")) {
      service.put("mem_limit", limits.path("memory").asText("2g"));
    }
    service.put("cpu_shares", 256);
    if (!service.has("pids_limit")) {
      service.put("pids_limit", 1024);
    }
  }

  /** What waits for another by dying until it is there may do so here, too, but not for ever. */
  private static String restart(String policy) {
    return policy.isEmpty() || policy.equals("no") ? "no" : "on-failure:20";
  }

  private void network(ObjectNode service, String alias) {
    String mode = service.path("network_mode").asText("");
    if (mode.startsWith("service:") || mode.equals("none")) {
      return;
    }
    service.remove("network_mode");
    ObjectNode networks = json.objectNode();
    if (service.get("networks") instanceof ObjectNode own) {
      for (String key : names(own)) {
        ObjectNode entry = json.objectNode();
        if (own.path(key).has("aliases")) {
          entry.set("aliases", own.path(key).get("aliases").deepCopy());
        }
        networks.set(key, entry);
      }
    }
    if (networks.isEmpty()) {
      networks.set("default", json.objectNode());
    }
    if (!alias.isEmpty()) {
      // Others reach it by this name, which only one container of the host can have
      networks.forEach(entry -> ((ObjectNode) entry).withArray("aliases").add(alias));
    }
    service.set("networks", networks);
  }

  private Optional<JsonNode> mount(ObjectNode mount) {
    String type = mount.path("type").asText("");
    if (type.equals("tmpfs") || type.equals("volume")) {
      return Optional.of(mount);
    }
    String source = mount.path("source").asText("");
    if (!type.equals("bind")) {
      return Optional.empty();
    }
    if (HARMLESS_BINDS.stream().anyMatch(path -> Target.within(source, path))) {
      mount.put("read_only", true);
      return Optional.of(mount);
    }
    return mapped(source).map(path -> mount.put("source", path));
  }

  /** A path of the host as it is in the sandbox; empty when it is no part of the backup. */
  private Optional<String> mapped(String path) {
    ApplicationManifest source = target.request().source();
    boolean inProject = source.directory() != null && Target.within(path, source.directory());
    boolean volume =
        source.volumes().stream()
            .filter(v -> v.kind() == VolumeKind.Bind)
            .anyMatch(v -> Target.within(path, v.source()));
    boolean file = source.configurationFiles().stream().anyMatch(f -> Target.within(path, f));
    return inProject || volume || file ? Optional.of(target.path(path)) : Optional.empty();
  }

  private ObjectNode network(String key) {
    ObjectNode network = json.objectNode();
    network.put("name", target.project() + "_" + key);
    network.put("internal", true);
    network.set("labels", labels());
    return network;
  }

  private ObjectNode labels() {
    ObjectNode labels = json.objectNode();
    Map<String, String> own =
        SandboxRegistry.labels(target.request().namespace(), target.request().project());
    labels.put(Labels.NAMESPACE, own.get(Labels.NAMESPACE));
    labels.put(Labels.SANDBOX, own.get(Labels.SANDBOX));
    return labels;
  }

  private static ObjectNode object(ObjectNode parent, String key) {
    return parent.get(key) instanceof ObjectNode child ? child : parent.putObject(key);
  }

  private static List<String> names(ObjectNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
