// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.api.v1alpha1.DatabaseEngine;
import dev.drydock.compose.docker.engine.Containers;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabasesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgres",
        "postgres:17-alpine",
        "docker.io/library/postgres:16@sha256:0123",
        "registry:5000/postgis/postgis:16-3.4",
        "timescale/timescaledb:latest-pg16"
      })
  void knowsPostgresqlByItsImage(String image) {
    assertThat(Databases.engine(Containers.of("db").image(image).view()))
        .contains(DatabaseEngine.PostgreSQL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"postgrest/postgrest", "prometheuscommunity/postgres-exporter", "pgadmin4"})
  void isNotFooledByWhatOnlyTalksToPostgresql(String image) {
    assertThat(
            Databases.engine(
                Containers.of("x").image(image).env("POSTGRES_PASSWORD", "x").port(8080).view()))
        .isEmpty();
  }

  @Test
  void knowsAnImageBuiltOnPostgresqlByItsShape() {
    assertThat(
            Databases.engine(
                Containers.of("db").image("shop-db").env("PGDATA", "/data").port(5432).view()))
        .contains(DatabaseEngine.PostgreSQL);
  }

  @Test
  void aLabelHasTheLastWord() {
    assertThat(
            Databases.engine(
                Containers.of("db")
                    .image("postgres:17")
                    .label("drydock.dev/database", "none")
                    .view()))
        .isEmpty();
  }

  @Test
  void labelsOfTheOtherToolAreUnderstood() {
    assertThat(
            ServiceLabels.understood(
                Map.of(
                    "docker-volume-backup.archive-pre", "dump",
                    "drydock.dev/hook-post", "undo",
                    "traefik.enable", "true")))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("drydock.dev/hook-pre", "dump", "drydock.dev/hook-post", "undo"));
    assertThat(ServiceLabels.stops(Map.of("docker-volume-backup.stop-during-backup", "group1")))
        .isTrue();
    assertThat(ServiceLabels.excludes(Map.of("drydock.dev/exclude", "cache, tmp"), "tmp")).isTrue();
  }

  private static Containers postgres(String... command) {
    return Containers.of("db").image("postgres:17").command(command);
  }

  @Test
  void onlyTheServerIsADatabase() {
    assertThat(Databases.engine(postgres("docker-entrypoint.sh", "postgres").view())).isPresent();
    assertThat(Databases.engine(postgres("docker-entrypoint.sh", "-c", "fsync=on").view()))
        .isPresent();
    assertThat(
            Databases.engine(
                postgres("sh", "-c", "cp a b; exec docker-entrypoint.sh postgres -c x=y").view()))
        .isPresent();
    for (String[] other :
        new String[][] {
          {"docker-entrypoint.sh", "psql", "-f", "x.sql"},
          {"/init.sh"},
          {"sh", "-c", "pg_dump -U postgres"},
          {"bash", "-c", "while true; do pg_dump --user postgres shop; done"}
        }) {
      assertThat(Databases.engine(postgres(other).view())).isEmpty();
      assertThat(Databases.notDumped(postgres(other).view())).isEmpty();
    }
  }

  @Test
  void aServerThatDoesNotRunIsCopiedAsFiles() {
    Containers stopped = postgres().status("exited");
    assertThat(Databases.engine(stopped.view())).isEmpty();
    assertThat(Databases.notDumped(stopped.view())).isEmpty();
    assertThat(Databases.notDumped(stopped.volume("v", "/var/lib/postgresql/data").view()))
        .hasValueSatisfying(text -> assertThat(text).contains("db", "does not run"));
    assertThat(Databases.engine(postgres().status("paused").view())).isPresent();
  }

  @Test
  void anImageWithALayoutOfItsOwnIsCopiedAsFilesUnlessALabelSaysOtherwise() {
    Containers own =
        Containers.of("db").image("bitnami/postgresql:17").env("POSTGRESQL_USERNAME", "x");
    assertThat(Databases.engine(own.view())).isEmpty();
    assertThat(Databases.notDumped(own.view()))
        .hasValueSatisfying(text -> assertThat(text).contains("Stop or Pause"));
    assertThat(Databases.engine(own.label("drydock.dev/database", "PostgreSQL").view()))
        .isPresent();
  }

  @Test
  void userAndDatabaseMayBeInFiles() {
    var view =
        Containers.of("db")
            .env("POSTGRES_USER_FILE", "/run/secrets/user")
            .env("POSTGRES_DB_FILE", "/run/secrets/db")
            .view();
    assertThat(Databases.user(view, file -> Optional.of(file + "\n")))
        .isEqualTo("/run/secrets/user");
    assertThat(Databases.defaultDatabase(view, file -> Optional.of(file + "\n")))
        .isEqualTo("/run/secrets/db");
    assertThat(Databases.user(view, file -> Optional.empty())).isEqualTo("postgres");
  }
}
