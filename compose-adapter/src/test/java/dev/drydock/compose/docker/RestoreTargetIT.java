// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.exception.NotFoundException;
import dev.drydock.api.v1alpha1.ApplicationSpec;
import dev.drydock.api.v1alpha1.ComposeApplication;
import dev.drydock.api.v1alpha1.DatabaseEngine;
import dev.drydock.compose.docker.engine.ContainerSpec;
import dev.drydock.compose.docker.engine.DockerEngine;
import dev.drydock.compose.docker.engine.Labels;
import dev.drydock.mover.job.DirectoryAttributes;
import dev.drydock.operator.platform.ApplicationManifest;
import dev.drydock.operator.platform.ApplicationManifest.Database;
import dev.drydock.operator.platform.ApplicationManifest.ExternalNetwork;
import dev.drydock.operator.platform.ApplicationManifest.Volume;
import dev.drydock.operator.platform.ApplicationManifest.VolumeKind;
import dev.drydock.operator.platform.JobRequest.Mount;
import dev.drydock.operator.platform.PreparedTarget;
import dev.drydock.operator.platform.PreparedTarget.ConfigurationDirectory;
import dev.drydock.operator.platform.TargetRequest;
import dev.drydock.operator.platform.TargetRequest.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a restore needs of a host that is not the one of the backup, or not as it was then. */
class RestoreTargetIT {
  private static final String PROJECT = "drydock-it-target";
  private static final String NETWORK = "drydock-it-proxy";
  private static final String COPY = "drydock-it-copy";
  private static final Duration START = Duration.ofMinutes(2);

  @TempDir Path directory;

  private DockerEngine engine;
  private DockerPlatform platform;

  @BeforeEach
  void open() {
    engine = DockerHost.require();
    clean();
    platform =
        new DockerPlatform(
            DockerPlatform.DEFAULT_HOST,
            DockerHost.IMAGE,
            (namespace, name) -> Optional.empty(),
            directory.resolve("state"),
            Clock.systemUTC());
  }

  @AfterEach
  void close() {
    if (platform != null) {
      clean();
      DockerHost.empty(engine, directory);
      platform.close();
      engine.close();
    }
  }

  private void clean() {
    DockerHost.remove(engine, PROJECT, PROJECT);
    try {
      engine.client().removeNetworkCmd(NETWORK).exec();
    } catch (NotFoundException e) {
      assertThat(e).isNotNull();
    }
  }

  @Test
  void startsOnABareHostBesideAnOrphanThatFailed() throws IOException {
    Path shop = Files.createDirectories(directory.resolve("shop"));
    Files.writeString(
        shop.resolve("compose.yaml"),
        """
        services:
          web: {image: debian:trixie-slim, command: sleep 600, init: true, networks: [proxy], volumes: ["data:/data"]}
        volumes: {data: {driver_opts: {type: tmpfs, device: tmpfs}}}
        networks: {proxy: {external: true, name: drydock-it-proxy}}
        """);
    engine.start(
        engine.create(
            new ContainerSpec(DockerHost.IMAGE)
                .command(List.of("false"))
                .label(Labels.PROJECT, PROJECT)
                .label(Labels.SERVICE, "old")));
    Map<String, String> options = Map.of("type", "tmpfs", "device", "tmpfs");
    Volume data =
        new Volume(
            "data",
            VolumeKind.Named,
            PROJECT + "_data",
            Map.of(),
            null,
            false,
            false,
            "local",
            options);
    TargetRequest target = target(shop, Kind.InPlace, PROJECT, shop.toString(), data);

    platform.prepare(target);
    platform.startApplication(target, START);

    var network = engine.client().inspectNetworkCmd().withNetworkId(NETWORK).exec();
    assertThat(network.getIpam().getConfig())
        .anySatisfy(config -> assertThat(config.getSubnet()).isEqualTo("10.213.7.0/24"));
    assertThat(engine.volume(PROJECT + "_data").orElseThrow().getOptions()).isEqualTo(options);
  }

  @Test
  void buildsTheImageOfADatabaseFromWhatIsAsideAndCallsItAsTheBackupDoes() throws IOException {
    Path shop = directory.resolve("shop");
    Path copy = directory.resolve("copy");
    Path aside = Files.createDirectories(copy.resolve(".aside"));
    Files.writeString(aside.resolve("Dockerfile"), "FROM debian:trixie-slim\nENV BUILT=here\n");
    Files.writeString(aside.resolve("compose.yaml"), "services: {db: {build: .}}\n");
    String original = PROJECT + "-db";
    String file = shop + "/compose.yaml";
    TargetRequest target =
        new TargetRequest(
            PROJECT,
            new ApplicationManifest(
                new ApplicationSpec(new ComposeApplication(PROJECT), null),
                PROJECT,
                shop.toString(),
                List.of(),
                List.of(
                    new Database(
                        "db", DatabaseEngine.PostgreSQL, "db", original, "u", "d", null, null)),
                List.of(file),
                List.of(file),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Map.of(),
                List.of()),
            Kind.Elsewhere,
            COPY,
            copy.toString());
    var root =
        new ConfigurationDirectory(
            "/configuration/project",
            new Mount(copy.toString(), VolumeKind.Bind, "/t", false),
            "/t",
            List.of("compose.yaml", "Dockerfile"));
    try {
      platform.provideImages(target, List.of(root), ".aside", START);

      assertThat(engine.client().inspectImageCmd(original).exec().getConfig().getEnv())
          .contains("BUILT=here");
      assertThat(copy.resolve("compose.yaml")).doesNotExist();
    } finally {
      for (String image : List.of(original, COPY + "-db")) {
        engine.client().removeImageCmd(image).withForce(true).exec();
      }
    }
  }

  @Test
  void refusesACopyOverDirectoriesThatAnotherContainerMounts() throws IOException {
    Path media = Files.createDirectories(directory.resolve("media"));
    Path shop = Files.createDirectories(directory.resolve("shop"));
    engine.create(
        new ContainerSpec(DockerHost.IMAGE)
            .command(List.of("true"))
            .label(Labels.PROJECT, PROJECT)
            .bind(media.toString(), "/media", false));
    Volume volume =
        new Volume("media", VolumeKind.Bind, media.toString(), Map.of(), null, false, false);
    String copy = directory.resolve("copy").toString();

    assertThat(platform.obstacles(target(shop, Kind.Elsewhere, COPY, copy, volume), true))
        .anySatisfy(obstacle -> assertThat(obstacle).contains(media.toString()));
    assertThat(Path.of(copy)).doesNotExist();
  }

  @Test
  void refusesACopyOverFilesThatLieOutsideOfTheProject() throws IOException {
    Path shop = Files.createDirectories(directory.resolve("shop"));
    Path media = Files.createDirectories(directory.resolve("media/pg")).getParent();
    Volume outer =
        new Volume("media", VolumeKind.Bind, media.toString(), Map.of(), null, false, false);
    TargetRequest copy =
        target(shop, Kind.Elsewhere, "drydock-it-copy", directory + "/copy", outer);
    assertThat(platform.obstacles(copy, false)).isNotEmpty();
    Files.delete(media.resolve("pg"));
    assertThat(platform.obstacles(copy, false)).isEmpty();
    Files.createDirectories(media.resolve(".drydock-restore-1"));
    assertThat(platform.obstacles(copy, false)).as("what a restore itself made").isEmpty();
  }

  @Test
  void makesDirectoriesAsTheyWereAndLeavesThoseThatAreThere() throws IOException {
    Path shop = directory.resolve("srv/shop");
    Path there = Files.createDirectories(directory.resolve("there"));
    Files.setPosixFilePermissions(there, PosixFilePermissions.fromString("rwx------"));
    DirectoryAttributes own = new DirectoryAttributes("2750", 1000, 1001, 1_600_000_000);
    Volume outer =
        new Volume(
            "data", VolumeKind.Bind, shop + "/data", Map.of(), null, false, false, null, Map.of());
    Volume inner =
        new Volume("pg", VolumeKind.Bind, shop + "/data/a/pg", Map.of(), "db", false, false);
    TargetRequest target =
        new TargetRequest(
            PROJECT,
            manifest(
                shop,
                List.of(outer, inner),
                List.of(shop + "/conf/deep/a.conf", there + "/x.pem"),
                Map.of(
                    shop.toString(),
                    own,
                    shop + "/conf",
                    own,
                    shop + "/conf/deep",
                    own,
                    there.toString(),
                    own)),
            Kind.InPlace,
            PROJECT,
            shop.toString());

    PreparedTarget prepared = platform.prepare(target);

    for (String made : List.of("", "conf", "conf/deep")) {
      Path path = shop.resolve(made);
      assertThat(Files.getAttribute(path, "unix:mode")).as(made).isEqualTo(0042750);
      assertThat(Files.getAttribute(path, "unix:uid")).isEqualTo(1000);
      assertThat(Files.getAttribute(path, "unix:gid")).isEqualTo(1001);
      assertThat(Files.getLastModifiedTime(path)).isEqualTo(FileTime.from(1_600_000_000, SECONDS));
    }
    assertThat(Files.getAttribute(there, "unix:mode")).isEqualTo(0040700);
    assertThat(shop.resolve("data/a/pg")).isEmptyDirectory();
    assertThat(prepared.nonEmpty()).as("a volume within another is no data of that one").isEmpty();
    Files.writeString(shop.resolve("data/a/x"), "");
    assertThat(platform.prepare(target).nonEmpty()).containsExactly("data");
    Files.writeString(shop.resolve("conf/deep/a.conf"), "");
    Files.writeString(shop.resolve("data/a/pg/x"), "");
    assertThat(platform.prepare(target).nonEmpty()).containsExactly("configuration", "data", "pg");
  }

  @Test
  void aSandboxStartsFromTheCopiesAndNeverFromTheLiveFiles() throws IOException {
    Path shop = Files.createDirectories(directory.resolve("live/shop"));
    Path common = shop.resolveSibling("common.env");
    Files.writeString(common, "STATE=live");
    String absolute = directory.resolve("absolute.env").toString();
    Files.writeString(Path.of(absolute), "OTHER=live");
    TargetRequest target =
        new TargetRequest(
            PROJECT,
            manifest(
                shop,
                List.of(),
                List.of(shop + "/compose.yaml", common.toString(), absolute),
                Map.of()),
            Kind.Sandbox,
            "drydock-it-sandbox",
            null);
    try {
      platform.prepare(target);
      Path copy = directory.resolve("state/sandboxes/" + PROJECT + "_drydock-it-sandbox");
      Files.writeString(
          copy.resolve("project/compose.yaml"),
          """
          services:
            web:
              image: debian:trixie-slim
              command: sleep 600
              init: true
              env_file: [../common.env, %s]
          """
              .formatted(absolute));
      Files.writeString(copy.resolve("host" + common), "STATE=copy");
      Files.writeString(copy.resolve("host" + absolute), "OTHER=copy");
      platform.startApplication(target, START);
      var web =
          engine.containers(Map.of(Labels.PROJECT, "drydock-it-sandbox")).stream()
              .flatMap(container -> engine.inspect(container.getId()).stream())
              .findFirst()
              .orElseThrow();
      assertThat(web.getConfig().getEnv()).contains("STATE=copy", "OTHER=copy");
    } finally {
      platform.removeSandbox(PROJECT, "drydock-it-sandbox");
    }
  }

  private static ApplicationManifest manifest(
      Path shop,
      List<Volume> volumes,
      List<String> files,
      Map<String, DirectoryAttributes> directories) {
    return new ApplicationManifest(
        new ApplicationSpec(new ComposeApplication(PROJECT), null),
        PROJECT,
        shop.toString(),
        volumes,
        List.of(),
        files,
        files.subList(0, 1),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(new ExternalNetwork(NETWORK, "bridge", Map.of(), "10.213.7.0/24")),
        directories,
        List.of());
  }

  private static TargetRequest target(
      Path shop, Kind kind, String project, String into, Volume volume) {
    return new TargetRequest(
        PROJECT,
        manifest(shop, List.of(volume), List.of(shop + "/compose.yaml"), Map.of()),
        kind,
        project,
        into);
  }
}
