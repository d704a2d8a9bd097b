// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.compose.docker.engine.HostFiles.Entry;
import dev.drydock.compose.docker.engine.HostFiles.Kind;
import dev.drydock.compose.docker.engine.HostView;
import dev.drydock.mover.failure.DrydockException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ConfigurationTest {
  private final Map<String, Entry> host = new TreeMap<>();

  private final HostView look =
      (paths, depth) -> {
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
  void tellsWhatACopyWillLookForBesideItsOwnDirectory() {
    file("/srv/shop/.env", "");
    file(
        "/srv/shop/compose.yaml",
        """
        include: [../common/compose.yaml, /opt/stack/compose.yaml]
        services:
          web:
            env_file: [../base.env, web.env, /etc/shop/app.env]
            volumes: ["../data:/data", "/mnt/media:/media", "./conf:/conf"]
        """);
    file("/srv/common/compose.yaml", "services: {log: {env_file: [log.env, /etc/log.env]}}");
    file("/opt/stack/compose.yaml", "services: {top: {env_file: [../top.env]}}");

    assertThat(find().beside())
        .containsExactly(
            "/srv/base.env", "/srv/common/compose.yaml", "/srv/common/log.env", "/srv/data");
  }

  @Test
  void knowsAVolumeByTheNameThatAVariableGivesIt() {
    file("/srv/shop/.env", "DATA_VOLUME=shop-files");
    file(
        "/srv/shop/compose.yaml",
        "services: {}\nvolumes: {data: {external: true, name: '${DATA_VOLUME}'}, x: {name: '${NO}'}}");

    assertThat(find().volumes().get("data").name()).isEqualTo("shop-files");
    assertThat(find().volumes().get("x").name()).isEqualTo("${NO}");
  }

  @Test
  void aContextAboveTheProjectIsSplitAroundIt() {
    file("/srv/shop/compose.yaml", "services: {web: {build: {context: ..}}}");
    directory("/srv", "shop", "lib");
    directory("/srv/lib", "x.c");
    directory("/srv/shop", "compose.yaml", "src");
    directory("/srv/shop/src", "main.c");

    assertThat(find().files())
        .containsExactlyInAnyOrder("/srv/shop/compose.yaml", "/srv/lib", "/srv/shop/src");
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

  @Test
  void aComposeFileThatIsNotThereIsAFailure() {
    assertThatThrownBy(this::find)
        .isInstanceOf(DrydockException.class)
        .hasMessageContaining("/srv/shop/compose.yaml")
        .hasMessageContaining("docker compose up");
  }

  @Test
  void anOverrideThatIsGoneIsSaidAndNotRecorded() {
    file("/srv/shop/compose.yaml", "services: {}");

    Configuration configuration =
        Configuration.find(
            "/srv/shop",
            List.of("/srv/shop/compose.yaml", "/srv/shop/override.yaml"),
            List.of(),
            look,
            List.of());

    assertThat(configuration.composeFiles()).containsExactly("/srv/shop/compose.yaml");
    assertThat(configuration.warnings()).anyMatch(w -> w.contains("/srv/shop/override.yaml"));
  }

  @Test
  void anIncludedFileHasTheEnvFileOfItsOwnDirectory() {
    file("/srv/shop/compose.yaml", "include: [sub/compose.yaml]");
    file("/srv/shop/sub/compose.yaml", "services: {log: {env_file: '$WHICH.env'}}");
    file("/srv/shop/sub/.env", "WHICH=log\n");
    file("/srv/shop/sub/log.env", "");

    assertThat(find().files()).contains("/srv/shop/sub/.env", "/srv/shop/sub/log.env");
    assertThat(find().warnings()).isEmpty();
  }

  @Test
  void anIncludeMayNameItsProjectDirectoryAndEnvFiles() {
    file(
        "/srv/shop/compose.yaml",
        "include: [{path: [sub/a.yaml, sub/b.yaml], project_directory: other, env_file: own.env}]");
    file("/srv/shop/sub/a.yaml", "services: {a: {env_file: a.env}}");
    file("/srv/shop/sub/b.yaml", "services: {a: {env_file: b.env}}");
    file("/srv/shop/own.env", "");
    file("/srv/shop/other/a.env", "");
    file("/srv/shop/other/b.env", "");

    assertThat(find().files())
        .contains("/srv/shop/own.env", "/srv/shop/other/a.env", "/srv/shop/other/b.env");
  }

  @Test
  void anOverrideAddsAndErasesNothing() {
    file(
        "/srv/shop/compose.yaml",
        "services: {web: {profiles: [x], volumes: ['./data:/d']}}\nvolumes: {db: {name: fixed}}");
    file("/srv/shop/override.yaml", "services: {web: {volumes: ['./more:/m']}}\nvolumes: {db: {}}");

    Configuration configuration =
        Configuration.find(
            "/srv/shop",
            List.of("/srv/shop/compose.yaml", "/srv/shop/override.yaml"),
            List.of(),
            look,
            List.of());

    assertThat(configuration.services().get("web").profiles()).containsExactly("x");
    assertThat(configuration.services().get("web").binds())
        .containsExactly("/srv/shop/data", "/srv/shop/more");
    assertThat(configuration.volumes().get("db").name()).isEqualTo("fixed");
  }

  @Test
  void fromAnExtendedFileOnlyFilesAndPathsCount() {
    file(
        "/srv/shop/compose.yaml",
        "services: {web: {extends: {file: lib/base.yaml, service: base}, profiles: [x]}}");
    file(
        "/srv/shop/lib/base.yaml",
        "services: {base: {env_file: b.env, profiles: [y], volumes: ['./d:/d']}, other: {}}\n"
            + "volumes: {v: {}}");
    file("/srv/shop/lib/b.env", "");

    Configuration configuration = find();

    assertThat(configuration.files()).contains("/srv/shop/lib/b.env");
    assertThat(configuration.services()).containsOnlyKeys("web");
    assertThat(configuration.services().get("web").profiles()).containsExactly("x");
    assertThat(configuration.services().get("web").binds()).containsExactly("/srv/shop/lib/d");
    assertThat(configuration.volumes()).isEmpty();
  }
}
