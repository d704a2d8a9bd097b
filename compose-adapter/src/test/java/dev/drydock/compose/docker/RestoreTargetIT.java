// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.exception.NotFoundException;
import dev.drydock.api.v1alpha1.ApplicationSpec;
import dev.drydock.api.v1alpha1.ComposeApplication;
import dev.drydock.api.v1alpha1.DatabaseEngine;
import dev.drydock.compose.docker.engine.ContainerSpec;
import dev.drydock.compose.docker.engine.DockerEngine;
import dev.drydock.compose.docker.engine.Labels;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.operator.platform.ApplicationManifest;
import dev.drydock.operator.platform.ApplicationManifest.Database;
import dev.drydock.operator.platform.ApplicationManifest.ExternalNetwork;
import dev.drydock.operator.platform.ApplicationManifest.Volume;
import dev.drydock.operator.platform.ApplicationManifest.VolumeKind;
import dev.drydock.operator.platform.JobRequest.Mount;
import dev.drydock.operator.platform.PreparedTarget.ConfigurationRoot;
import dev.drydock.operator.platform.TargetRequest;
import dev.drydock.operator.platform.TargetRequest.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
                List.of()),
            Kind.Elsewhere,
            COPY,
            copy.toString());
    var root =
        new ConfigurationRoot(
            "/configuration/project", new Mount(copy.toString(), VolumeKind.Bind, "/t", false));
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

    assertThatThrownBy(() -> platform.prepare(target(shop, Kind.Elsewhere, COPY, copy, volume)))
        .isInstanceOf(DrydockException.class)
        .hasMessageContaining(media.toString());
    assertThat(Path.of(copy)).doesNotExist();
  }

  private static TargetRequest target(
      Path shop, Kind kind, String project, String into, Volume volume) {
    String file = shop + "/compose.yaml";
    return new TargetRequest(
        PROJECT,
        new ApplicationManifest(
            new ApplicationSpec(new ComposeApplication(PROJECT), null),
            PROJECT,
            shop.toString(),
            List.of(volume),
            List.of(),
            List.of(file),
            List.of(file),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(new ExternalNetwork(NETWORK, "bridge", Map.of(), "10.213.7.0/24"))),
        kind,
        project,
        into);
  }
}
