// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.discovery;

import dev.drydock.api.v1alpha1.DatabaseEngine;
import dev.drydock.compose.docker.engine.ContainerView;
import dev.drydock.operator.platform.DatabaseImages;
import dev.drydock.operator.platform.Findings;
import java.util.Optional;
import java.util.function.Function;

/** Recognises databases by what their containers are. */
final class Databases {
  private static final int POSTGRESQL_PORT = 5432;

  private Databases() {}

  /** The engine that a container runs and that can be dumped; empty for none. */
  static Optional<DatabaseEngine> engine(ContainerView container) {
    String label = container.labels().getOrDefault(ServiceLabels.DATABASE, "").strip();
    if (!label.isEmpty()) {
      return label.equalsIgnoreCase(DatabaseEngine.PostgreSQL.name())
          ? Optional.of(DatabaseEngine.PostgreSQL)
          : Optional.empty();
    }
    return isPostgresql(container) && isUp(container) && !PostgresqlServer.hasOwnLayout(container)
        ? Optional.of(DatabaseEngine.PostgreSQL)
        : Optional.empty();
  }

  /** What to say of a database whose files are copied because it is not dumped by itself. */
  static Optional<String> notDumped(ContainerView container) {
    if (container.labels().containsKey(ServiceLabels.DATABASE)) {
      return Optional.empty();
    }
    String service = container.service();
    if (isPostgresql(container)) {
      if (PostgresqlServer.hasOwnLayout(container)) {
        return Optional.of(
            Findings.copiedAsFiles(
                service,
                "PostgreSQL in an image (%s) that is laid out differently from the official one"
                    .formatted(container.image())));
      }
      return isUp(container) || !PostgresqlServer.hasDataMount(container, dataDirectory(container))
          ? Optional.empty()
          : Optional.of(
              "The PostgreSQL of service %s does not run (it is %s), so it is not dumped but copied as files."
                  .formatted(service, container.status()));
    }
    return DatabaseImages.notDumped(container.image())
        .map(kind -> Findings.copiedAsFiles(service, kind));
  }

  private static boolean isPostgresql(ContainerView container) {
    boolean byName = DatabaseImages.isPostgresql(container.image());
    boolean byShape =
        container.environment().containsKey("PGDATA")
            && container.ports().contains(POSTGRESQL_PORT);
    return (byName || byShape)
        && (PostgresqlServer.isCommandOf(container) || PostgresqlServer.hasOwnLayout(container));
  }

  /** One that is paused or restarts is a server as well: that it cannot be dumped is a failure. */
  private static boolean isUp(ContainerView container) {
    return container.running() || container.status().equals("paused");
  }

  /**
   * User that owns it.
   *
   * @param read reads a file inside the container
   */
  static String user(ContainerView container, Function<String, Optional<String>> read) {
    return setting(container, "POSTGRES_USER", read)
        .orElseGet(() -> container.environment().getOrDefault("POSTGRESQL_USERNAME", "postgres"));
  }

  /**
   * Database to connect to.
   *
   * @param read reads a file inside the container
   */
  static String defaultDatabase(ContainerView container, Function<String, Optional<String>> read) {
    return setting(container, "POSTGRES_DB", read)
        .or(() -> Optional.ofNullable(container.environment().get("POSTGRESQL_DATABASE")))
        .orElseGet(() -> user(container, read));
  }

  /** A setting of the official image, which may be in a file, such as a secret of compose. */
  private static Optional<String> setting(
      ContainerView container, String name, Function<String, Optional<String>> read) {
    String value = container.environment().get(name);
    if (value != null && !value.isEmpty()) {
      return Optional.of(value);
    }
    return Optional.ofNullable(container.environment().get(name + "_FILE"))
        .filter(file -> !file.isEmpty())
        .flatMap(read)
        .map(String::strip)
        .filter(text -> !text.isEmpty());
  }

  static String dataDirectory(ContainerView container) {
    return container.environment().getOrDefault("PGDATA", "/var/lib/postgresql/data");
  }
}
