// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.discovery;

import dev.drydock.api.v1alpha1.DatabaseEngine;
import dev.drydock.kubernetes.cluster.Environment;
import dev.drydock.kubernetes.cluster.Workload;
import dev.drydock.operator.platform.ApplicationManifest.Database;
import dev.drydock.operator.platform.DatabaseImages;
import dev.drydock.operator.platform.Findings;
import io.fabric8.kubernetes.api.model.Container;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Recognises databases by what the containers of workloads are. */
final class Databases {
  private static final String LABEL = "drydock.dev/database";
  private static final String DATA = "/var/lib/postgresql/data";

  private Databases() {}

  /** The container that is a server of PostgreSQL; empty when the workload is no database. */
  static Optional<Container> postgresql(Workload workload) {
    String told = workload.told().getOrDefault(LABEL, "").strip();
    if (told.equalsIgnoreCase(DatabaseEngine.PostgreSQL.name())) {
      return workload.pod().getContainers().stream().findFirst();
    }
    if (!told.isEmpty() || !workload.kind().scalable()) {
      return Optional.empty();
    }
    return workload.pod().getContainers().stream().filter(Databases::isPostgresql).findFirst();
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
   * A database as the manifest has it.
   *
   * @param service name of the workload
   * @param mounts claims that it mounts, the first replica's first, with their paths
   */
  static Database describe(String service, Container container, Map<String, String> mounts) {
    Environment environment = new Environment(container);
    String data = environment.literal("PGDATA").orElse(DATA);
    String user = environment.literal("POSTGRES_USER").orElse(null);
    return new Database(
        service,
        DatabaseEngine.PostgreSQL,
        service,
        container.getImage(),
        user,
        environment.literal("POSTGRES_DB").orElse(user),
        mounts.entrySet().stream()
            .filter(mount -> isWithin(data, mount.getValue()))
            .map(Map.Entry::getKey)
            .findFirst()
            .orElse(null),
        data);
  }

  /** Whether a mount of a database is of the files that its dump protects. */
  static boolean holdsFiles(Database database, String path) {
    String data = database.dataDirectory();
    return data != null && isWithin(data, path);
  }

  private static boolean isWithin(String directory, String path) {
    return directory.equals(path) || directory.startsWith(path.endsWith("/") ? path : path + "/");
  }

  /** What to say of a workload that looks like a database and is not dumped. */
  static Optional<String> notDumped(String service, Workload workload) {
    if (workload.told().containsKey(LABEL)) {
      return Optional.empty();
    }
    for (Container container : workload.pod().getContainers()) {
      String image = container.getImage();
      if (DatabaseImages.isPostgresql(image) && hasOwnLayout(container)) {
        return Optional.of(
            Findings.copiedAsFiles(
                service,
                "PostgreSQL in an image (%s) that is laid out differently from the official one"
                    .formatted(image)));
      }
      Optional<String> kind = DatabaseImages.notDumped(image);
      if (kind.isPresent()) {
        return Optional.of(Findings.copiedAsFiles(service, kind.get()));
      }
    }
    return Optional.empty();
  }
}
