// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.compose.docker.engine.HostFiles.Entry;
import dev.drydock.compose.docker.engine.HostFiles.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ConfigurationTest {
  private final Map<String, Entry> host = new TreeMap<>();

  private final Function<Collection<String>, Map<String, Entry>> look =
      paths -> {
        Map<String, Entry> found = new TreeMap<>(host);
        found.keySet().retainAll(paths);
        return found;
      };

  private void file(String path, String content) {
    host.put(path, new Entry(Kind.File, content.getBytes(StandardCharsets.UTF_8), List.of()));
  }

  private void directory(String path, String... children) {
    host.put(path, new Entry(Kind.Directory, null, List.of(children)));
  }

  private Configuration find(String... volumes) {
    return Configuration.find(
        "/srv/shop", List.of("/srv/shop/compose.yaml"), List.of(), look, List.of(volumes));
  }

  @Test
  void followsIncludesAndEnvFilesFromWhereTheyAre() {
    file("/srv/shop/.env", "SHARED=../common\n");
    file(
        "/srv/shop/compose.yaml",
        "include: ['${SHARED}/compose.yaml']\nservices: {web: {env_file: web.env}}");
    file("/srv/shop/web.env", "");
    file("/srv/common/compose.yaml", "services: {log: {env_file: log.env}}");
    file("/srv/common/log.env", "");

    Configuration configuration = find();

    assertThat(configuration.files())
        .containsExactly(
            "/srv/shop/compose.yaml",
            "/srv/shop/.env",
            "/srv/shop/web.env",
            "/srv/common/compose.yaml",
            "/srv/common/log.env");
    assertThat(configuration.warnings()).isEmpty();
  }

  @Test
  void saysWhatItCannotSee() {
    file("/srv/shop/compose.yaml", "services: {web: {env_file: gone.env, image: 'web:$TAG'}}");

    assertThat(find().warnings())
        .anyMatch(warning -> warning.contains("/srv/shop/gone.env"))
        .anyMatch(warning -> warning.contains("TAG") && warning.contains("/srv/shop/.env"));
  }

  @Test
  void aContextThatHoldsVolumesIsSplitAroundThem() {
    file("/srv/shop/compose.yaml", "services: {web: {build: .}}");
    directory("/srv/shop", "compose.yaml", "Dockerfile", "src", "data", ".git", "backups");
    file("/srv/shop/Dockerfile", "FROM scratch");
    directory("/srv/shop/src", "main.c");
    directory("/srv/shop/data", "uploads", "seed.sql");
    directory("/srv/shop/data/uploads");
    file("/srv/shop/data/seed.sql", "");
    directory("/srv/shop/backups", "config", "keys", "data", "index", "snapshots", "locks");

    assertThat(find("/srv/shop/data/uploads").files())
        .containsExactly(
            "/srv/shop/compose.yaml",
            "/srv/shop/Dockerfile",
            "/srv/shop/src",
            "/srv/shop/data/seed.sql");
  }

  @Test
  void namesOfBindMountsComeFromTheirPath() {
    assertThat(HostPath.name("/srv/shop", "/srv/shop/config/nginx")).isEqualTo("config-nginx");
    assertThat(HostPath.name("/srv/shop", "/mnt/data")).isEqualTo("mnt-data");
    assertThat(HostPath.name("/srv/shop", "/srv/shop")).isEqualTo("project");
    assertThat(HostPath.ofTheSystem("/var/run/docker.sock")).isTrue();
    assertThat(HostPath.ofTheSystem("/runner/data")).isFalse();
  }
}
