// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.platform;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Recognises databases by the names of their images. */
public final class DatabaseImages {
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

  private static final Set<String> SHELLS = Set.of("sh", "bash", "ash", "dash");
  private static final Pattern STARTS_SERVER =
      Pattern.compile("(?:^|[;&|(\\n]\\s*|exec\\s+|entrypoint\\.sh\\s+)postgres(?:\\s|$)");

  private DatabaseImages() {}

  /** Whether an image is called as those are that have PostgreSQL. */
  public static boolean isPostgresql(String image) {
    return POSTGRESQL.contains(shortName(image));
  }

  /** Whether a command is the server of PostgreSQL: the image's own, or options for it. */
  public static boolean startsPostgresql(List<String> words) {
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

  /** Kind of a database that nothing dumps by itself; empty for all other images. */
  public static Optional<String> notDumped(String image) {
    return Optional.ofNullable(NOT_DUMPED.get(shortName(image)));
  }

  /** Last part of an image's name, without registry, tag and digest. */
  public static String shortName(String image) {
    String name = image.replaceFirst("@.*$", "");
    name = name.substring(name.lastIndexOf('/') + 1);
    return name.replaceFirst(":.*$", "").toLowerCase(Locale.ROOT);
  }
}
