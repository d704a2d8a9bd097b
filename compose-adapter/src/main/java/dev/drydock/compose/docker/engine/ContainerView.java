// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.engine;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Ports;
import dev.drydock.operator.platform.ApplicationManifest.PublishedPort;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What inspecting a container tells, as far as it matters here. Its environment holds secrets:
 * never log or store one.
 *
 * @param id id
 * @param name name, without the leading slash
 * @param image image as the compose file names it
 * @param imageId id of the image
 * @param labels labels
 * @param environment environment, the image's included
 * @param command entrypoint and arguments
 * @param ports ports that it exposes inside
 * @param published ports of the host that it asks for by number
 * @param mounts what is mounted
 * @param networkMode network mode
 * @param networks names of its networks
 * @param status created, running, paused, restarting, removing, exited or dead
 * @param exitCode exit code, when it exited
 * @param health healthy, unhealthy, starting; null when it has no health check
 * @param restartCount how often its policy restarted it
 * @param restartPolicy name of its restart policy; empty for none
 * @param created when it was made
 */
public record ContainerView(
    String id,
    String name,
    String image,
    String imageId,
    Map<String, String> labels,
    Map<String, String> environment,
    List<String> command,
    List<Integer> ports,
    List<PublishedPort> published,
    List<MountView> mounts,
    String networkMode,
    List<String> networks,
    String status,
    long exitCode,
    @Nullable String health,
    int restartCount,
    String restartPolicy,
    Instant created) {

  /**
   * A mount.
   *
   * @param volume name of the volume; null for a bind mount
   * @param source path on the host
   * @param path path inside
   * @param writable whether it can be written
   */
  public record MountView(@Nullable String volume, String source, String path, boolean writable) {}

  /** Reads what inspecting a container returned. */
  public static ContainerView of(InspectContainerResponse response) {
    var config = response.getConfig();
    var host = response.getHostConfig();
    var state = response.getState();
    List<String> command = new ArrayList<>();
    addAll(command, config.getEntrypoint());
    addAll(command, config.getCmd());
    List<Integer> ports = new ArrayList<>();
    ExposedPort[] exposed = config.getExposedPorts();
    if (exposed != null) {
      Arrays.stream(exposed).map(ExposedPort::getPort).forEach(ports::add);
    }
    var networks = response.getNetworkSettings().getNetworks();
    return new ContainerView(
        response.getId(),
        response.getName().replaceFirst("^/", ""),
        Objects.requireNonNullElse(config.getImage(), ""),
        Objects.requireNonNullElse(response.getImageId(), ""),
        config.getLabels() == null ? Map.of() : Map.copyOf(config.getLabels()),
        environment(config.getEnv()),
        List.copyOf(command),
        List.copyOf(ports),
        published(host),
        mounts(response),
        host == null || host.getNetworkMode() == null ? "default" : host.getNetworkMode(),
        networks == null ? List.of() : networks.keySet().stream().sorted().toList(),
        Objects.requireNonNullElse(state.getStatus(), "unknown"),
        Objects.requireNonNullElse(state.getExitCodeLong(), 0L),
        state.getHealth() == null || "none".equals(state.getHealth().getStatus())
            ? null
            : state.getHealth().getStatus(),
        Objects.requireNonNullElse(response.getRestartCount(), 0),
        host == null || host.getRestartPolicy() == null || host.getRestartPolicy().getName() == null
            ? ""
            : host.getRestartPolicy().getName(),
        response.getCreated() == null ? Instant.EPOCH : Instant.parse(response.getCreated()));
  }

  /** Compose service. */
  public String service() {
    return labels.getOrDefault(Labels.SERVICE, name);
  }

  /** Number within its service. */
  public int number() {
    try {
      return Integer.parseInt(labels.getOrDefault(Labels.NUMBER, "1"));
    } catch (NumberFormatException e) {
      return 1;
    }
  }

  /** Name that the compose file gives it; null when compose made one up. */
  public @Nullable String givenName() {
    String project = labels.getOrDefault(Labels.PROJECT, "");
    boolean madeUp =
        name.matches(
            "(?:[0-9a-f]+_)?%s[-_]%s[-_][0-9]+"
                .formatted(Pattern.quote(project), Pattern.quote(service())));
    return madeUp || project.isEmpty() ? null : name;
  }

  /** Whether it runs and is not paused. */
  public boolean running() {
    return status.equals("running") || status.equals("restarting");
  }

  private static List<MountView> mounts(InspectContainerResponse response) {
    if (response.getMounts() == null) {
      return List.of();
    }
    return response.getMounts().stream()
        .filter(mount -> mount.getSource() != null && !mount.getSource().isEmpty())
        .filter(mount -> mount.getDestination() != null)
        .map(
            mount ->
                new MountView(
                    mount.getName(),
                    mount.getSource(),
                    mount.getDestination().getPath(),
                    !Boolean.FALSE.equals(mount.getRW())))
        .toList();
  }

  private static List<PublishedPort> published(@Nullable HostConfig host) {
    List<PublishedPort> published = new ArrayList<>();
    if (host != null && host.getPortBindings() != null) {
      host.getPortBindings()
          .getBindings()
          .forEach(
              (exposed, bindings) -> {
                for (Ports.Binding binding : bindings == null ? new Ports.Binding[0] : bindings) {
                  String port = binding.getHostPortSpec();
                  if (port != null && port.matches("[1-9][0-9]{0,4}")) {
                    published.add(
                        new PublishedPort(
                            Objects.requireNonNullElse(binding.getHostIp(), ""),
                            Integer.parseInt(port),
                            exposed.getProtocol().toString()));
                  }
                }
              });
    }
    return List.copyOf(published);
  }

  private static Map<String, String> environment(String @Nullable [] entries) {
    Map<String, String> environment = new HashMap<>();
    if (entries != null) {
      for (String entry : entries) {
        int equals = entry.indexOf('=');
        if (equals > 0) {
          environment.put(entry.substring(0, equals), entry.substring(equals + 1));
        }
      }
    }
    return Map.copyOf(environment);
  }

  private static void addAll(List<String> list, String @Nullable [] values) {
    if (values != null) {
      list.addAll(Arrays.asList(values));
    }
  }

  /** Tells what it is, and nothing secret. */
  @Override
  public String toString() {
    return "container " + name;
  }
}
