// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.discovery;

import dev.drydock.api.v1alpha1.DatabaseEngine;
import dev.drydock.compose.docker.engine.ContainerView;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Recognises databases by what their containers are. */
final class Databases {
  private static final int POSTGRESQL_PORT = 5432;
  private static final Set<String> POSTGRESQL =
      Set.of(
          "postgres",
          "postgresql",
          "postgis",
          "pgvector",
          "timescaledb",
          "timescaledb-ha",
          "citus",
          "pgvecto-rs",
          "vectorchord-postgres");
  private static final Map<String, String> NOT_DUMPED =
      Map.of(
          "mysql", "MySQL",
          "mariadb", "MariaDB",
          "percona", "MySQL",
          "redis", "Redis",
          "valkey", "Redis",
          "mongo", "MongoDB",
          "influxdb", "InfluxDB",
          "elasticsearch", "Elasticsearch",
          "clickhouse-server", "ClickHouse");

  private Databases() {}

  /** The engine that a container runs and that can be dumped; empty for none. */
  static Optional<DatabaseEngine> engine(ContainerView container) {
    String label = container.labels().getOrDefault(ServiceLabels.DATABASE, "").strip();
    if (!label.isEmpty()) {
      return label.equalsIgnoreCase(DatabaseEngine.PostgreSQL.name())
          ? Optional.of(DatabaseEngine.PostgreSQL)
          : Optional.empty();
    }
    boolean byName = POSTGRESQL.contains(shortName(container.image()));
    boolean byShape =
        container.environment().containsKey("PGDATA")
            && container.ports().contains(POSTGRESQL_PORT);
    return byName || byShape ? Optional.of(DatabaseEngine.PostgreSQL) : Optional.empty();
  }

  /** A person's name for the database that a container runs and that is not dumped by itself. */
  static Optional<String> notDumped(ContainerView container) {
    return container.labels().containsKey(ServiceLabels.DATABASE)
        ? Optional.empty()
        : Optional.ofNullable(NOT_DUMPED.get(shortName(container.image())));
  }

  static String user(ContainerView container) {
    Map<String, String> env = container.environment();
    return env.getOrDefault("POSTGRES_USER", env.getOrDefault("POSTGRESQL_USERNAME", "postgres"));
  }

  static String defaultDatabase(ContainerView container) {
    Map<String, String> env = container.environment();
    String byBitnami = env.getOrDefault("POSTGRESQL_DATABASE", user(container));
    return env.getOrDefault("POSTGRES_DB", byBitnami);
  }

  static String dataDirectory(ContainerView container) {
    return container.environment().getOrDefault("PGDATA", "/var/lib/postgresql/data");
  }

  /** Last part of an image's name, without registry, tag and digest. */
  static String shortName(String image) {
    String name = image.replaceFirst("@.*$", "");
    name = name.substring(name.lastIndexOf('/') + 1);
    return name.replaceFirst(":.*$", "").toLowerCase(Locale.ROOT);
  }
}
