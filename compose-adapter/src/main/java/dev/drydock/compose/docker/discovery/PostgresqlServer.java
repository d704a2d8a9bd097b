// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.discovery;

import dev.drydock.compose.docker.engine.ContainerView;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Tells a PostgreSQL server from all else that is run from an image that has PostgreSQL in it. */
final class PostgresqlServer {
  private static final Set<String> SHELLS = Set.of("sh", "bash", "ash", "dash");
  private static final Pattern STARTS_SERVER =
      Pattern.compile("(?:^|[;&|(\\n]\\s*|exec\\s+|entrypoint\\.sh\\s+)postgres(?:\\s|$)");

  private PostgresqlServer() {}

  /** Whether a container's command is the server: the image's own, or options for it. */
  static boolean isCommandOf(ContainerView container) {
    List<String> words = container.command();
    int first = 0;
    while (first < words.size() && words.get(first).endsWith("entrypoint.sh")) {
      first++;
    }
    if (first == words.size()) {
      return true;
    }
    String program = words.get(first).substring(words.get(first).lastIndexOf('/') + 1);
    if (SHELLS.contains(program)) {
      return STARTS_SERVER
          .matcher(
              String.join(" ", words.subList(first, words.size()))
                  .replaceFirst("^\\S+(?:\\s+-\\S+)*\\s+", ""))
          .find();
    }
    return program.equals("postgres") || program.startsWith("-");
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
