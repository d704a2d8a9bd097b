// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.discovery;

import dev.drydock.compose.docker.engine.ContainerView;
import dev.drydock.operator.platform.DatabaseImages;

/** Tells a PostgreSQL server from all else that is run from an image that has PostgreSQL in it. */
final class PostgresqlServer {
  private PostgresqlServer() {}

  /** Whether a container's command is the server: the image's own, or options for it. */
  static boolean isCommandOf(ContainerView container) {
    return DatabaseImages.startsPostgresql(container.command());
  }

  /**
   * Whether an image keeps files and users elsewhere than the official one and those built on it.
   */
  static boolean hasOwnLayout(ContainerView container) {
    return container.environment().keySet().stream()
            .anyMatch(name -> name.startsWith("BITNAMI_") || name.startsWith("POSTGRESQL_"))
        || container.image().contains("bitnami")
        || container.environment().containsKey("PATRONI_VERSION");
  }

  /** Whether something mounted holds its data directory. */
  static boolean hasDataMount(ContainerView container, String dataDirectory) {
    return container.mounts().stream()
        .anyMatch(mount -> HostPath.within(dataDirectory, mount.path()));
  }
}
