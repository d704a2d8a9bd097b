// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.api.v1alpha1.DatabaseEngine;
import dev.drydock.compose.docker.engine.Containers;
import java.util.Map;
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
}
