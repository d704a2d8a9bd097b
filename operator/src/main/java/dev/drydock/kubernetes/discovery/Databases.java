// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.discovery;

import dev.drydock.api.v1alpha1.DatabaseEngine;
import dev.drydock.kubernetes.cluster.Workload;
import dev.drydock.operator.platform.DatabaseImages;
import dev.drydock.operator.platform.Findings;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Recognises databases by what the containers of workloads are. */
final class Databases {
  private static final String LABEL = "drydock.dev/database";
  private static final String NONE = "none";

  /** Where images keep the files of databases, whatever the images are called. */
  private static final Map<String, String> PLACES =
      Map.of(
          "/var/lib/postgresql", "PostgreSQL",
          "/bitnami/postgresql", "PostgreSQL",
          "/var/lib/mysql", "MySQL or MariaDB",
          "/bitnami/mysql", "MySQL",
          "/bitnami/mariadb", "MariaDB",
          "/data/db", "MongoDB",
          "/var/lib/influxdb", "InfluxDB",
          "/var/lib/clickhouse", "ClickHouse",
          "/var/lib/cassandra", "Cassandra",
          "/usr/share/elasticsearch/data", "Elasticsearch");

  private Databases() {}

  /** The container that is a server of PostgreSQL; empty when the workload is no database. */
  static Optional<Container> postgresql(Workload workload) {
    String told = told(workload);
    if (!workload.kind().scalable()) {
      return Optional.empty();
    }
    List<Container> containers = workload.pod().getContainers();
    Optional<Container> known = containers.stream().filter(Databases::isPostgresql).findFirst();
    if (told.isEmpty()) {
      return known;
    }
    return told.equalsIgnoreCase(DatabaseEngine.PostgreSQL.name())
        ? known.or(() -> containers.stream().findFirst())
        : Optional.empty();
  }

  private static String told(Workload workload) {
    return workload.told().getOrDefault(LABEL, "").strip();
  }

  private static boolean isPostgresql(Container container) {
    List<String> command = new ArrayList<>(container.getCommand());
    command.addAll(container.getArgs());
    return DatabaseImages.isPostgresql(container.getImage())
        && DatabaseImages.startsPostgresql(command)
        && !hasOwnLayout(container);
  }

  private static boolean hasOwnLayout(Container container) {
    return container.getImage().contains("bitnami")
        || container.getEnv().stream()
            .anyMatch(
                e ->
                    e.getName().startsWith("BITNAMI_")
                        || e.getName().startsWith("POSTGRESQL_")
                        || e.getName().equals("PATRONI_VERSION"));
  }

  /**
   * What to say of containers that look like databases and are not dumped, so that their files are
   * copied as they lie.
   *
   * @param service name of the workload
   */
  static List<String> notDumped(String service, Workload workload) {
    String told = told(workload);
    Set<String> claims = workload.claimVolumes();
    if (told.equalsIgnoreCase(NONE) || claims.isEmpty()) {
      return List.of();
    }
    Optional<Container> dumped = postgresql(workload);
    if (!told.isEmpty() && dumped.isEmpty()) {
      return List.of(Findings.copiedAsFiles(service, told + " by its label"));
    }
    Set<String> ofDumped =
        dumped.stream()
            .flatMap(container -> mounts(container, claims))
            .map(VolumeMount::getName)
            .collect(Collectors.toSet());
    return running(workload.pod())
        .filter(container -> !dumped.filter(container::equals).isPresent())
        .filter(container -> mounts(container, claims).findAny().isPresent())
        .flatMap(
            container ->
                kind(
                    container,
                    mounts(container, claims).filter(m -> !ofDumped.contains(m.getName())))
                    .stream())
        .distinct()
        .map(
            kind ->
                dumped.isEmpty()
                    ? Findings.copiedAsFiles(service, kind)
                    : "Workload %s has %s beside the PostgreSQL that is dumped; it runs on while its files are copied, which may be torn then. Let it be a workload of its own."
                        .formatted(service, kind))
        .toList();
  }

  /**
   * The kind of database that a container looks like.
   *
   * @param own mounts of claims that are not those of a server that is dumped
   */
  private static Optional<String> kind(Container container, Stream<VolumeMount> own) {
    String image = container.getImage();
    if (DatabaseImages.isPostgresql(image) && hasOwnLayout(container)) {
      return Optional.of(
          "PostgreSQL in an image (%s) that is laid out differently from the official one"
              .formatted(image));
    }
    if (isPostgresql(container)) {
      return Optional.of("PostgreSQL where it cannot be dumped");
    }
    return DatabaseImages.notDumped(image)
        .or(
            () ->
                own.map(VolumeMount::getMountPath)
                    .flatMap(path -> keptAt(path).stream())
                    .findFirst());
  }

  /** The kind of the database whose files images have at a path; empty for none. */
  private static Optional<String> keptAt(String path) {
    return PLACES.entrySet().stream()
        .filter(place -> (path + "/").startsWith(place.getKey() + "/"))
        .map(place -> place.getValue() + " by where its files are (" + path + ")")
        .findFirst();
  }

  private static Stream<VolumeMount> mounts(Container container, Set<String> claims) {
    return container.getVolumeMounts().stream().filter(m -> claims.contains(m.getName()));
  }

  /** Its containers that run all the time; some of those are among the initial ones. */
  private static Stream<Container> running(PodSpec pod) {
    return Stream.concat(
        pod.getContainers().stream(),
        pod.getInitContainers().stream().filter(c -> "Always".equals(c.getRestartPolicy())));
  }
}
