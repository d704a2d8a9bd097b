// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.engine;

import dev.drydock.compose.docker.engine.ContainerView.MountView;
import dev.drydock.operator.platform.ApplicationManifest.PublishedPort;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Builds containers for tests. */
public final class Containers {
  private final String service;
  private final Map<String, String> labels = new HashMap<>();
  private final Map<String, String> environment = new HashMap<>();
  private final List<MountView> mounts = new ArrayList<>();
  private final List<Integer> ports = new ArrayList<>();
  private final List<PublishedPort> published = new ArrayList<>();
  private String name;
  private String image = "example/app:1";
  private String network = "shop_default";
  private String status = "running";
  private Instant created = Instant.EPOCH;
  private List<String> command = List.of();
  private List<String> networks = List.of("shop_default");

  private Containers(String service) {
    this.service = service;
    name = "shop-" + service + "-1";
    labels.put(Labels.SERVICE, service);
    labels.put(Labels.PROJECT, "shop");
  }

  public static Containers of(String service) {
    return new Containers(service);
  }

  public Containers image(String value) {
    image = value;
    return this;
  }

  public Containers label(String key, String value) {
    labels.put(key, value);
    return this;
  }

  public Containers dependsOn(String value) {
    return label(Labels.DEPENDS_ON, value);
  }

  public Containers env(String key, String value) {
    environment.put(key, value);
    return this;
  }

  public Containers port(int port) {
    ports.add(port);
    return this;
  }

  public Containers publishes(String address, int port) {
    published.add(new PublishedPort(address, port, "tcp"));
    return this;
  }

  public Containers name(String value) {
    name = value;
    return this;
  }

  public Containers volume(String name, String path) {
    mounts.add(new MountView(name, "/var/lib/docker/volumes/" + name + "/_data", path, true));
    return this;
  }

  public Containers bind(String source, String path, boolean writable) {
    mounts.add(new MountView(null, source, path, writable));
    return this;
  }

  public Containers network(String value) {
    network = value;
    return this;
  }

  public Containers status(String value) {
    status = value;
    return this;
  }

  public Containers networks(String... values) {
    networks = List.of(values);
    return this;
  }

  public Containers created(Instant value) {
    created = value;
    return this;
  }

  public Containers command(String... value) {
    command = List.of(value);
    return this;
  }

  public ContainerView view() {
    return new ContainerView(
        "id-" + service,
        name,
        image,
        "sha256:" + service,
        Map.copyOf(labels),
        Map.copyOf(environment),
        command,
        List.copyOf(ports),
        List.copyOf(published),
        List.copyOf(mounts),
        network,
        networks,
        status,
        0,
        null,
        0,
        "",
        created);
  }
}
