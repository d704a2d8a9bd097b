// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.compose.docker.engine.ContainerView;
import dev.drydock.compose.docker.engine.Containers;
import dev.drydock.compose.docker.engine.Labels;
import dev.drydock.operator.platform.ApplicationManifest.PublishedPort;
import dev.drydock.operator.platform.TargetRequest;
import dev.drydock.operator.platform.TargetRequest.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObstaclesTest {
  private static Obstacles obstacles(
      Kind kind, String project, String directory, ContainerView... containers) {
    return new Obstacles(
        Target.of(
            new TargetRequest("ns", SandboxComposeTest.SHOP, kind, project, directory), "/state"),
        List.of(containers));
  }

  private static void refused(ContainerView container) {
    assertThat(
            obstacles(Kind.Elsewhere, "copy", "/srv/copy", container)
                .ofOthers(List.of(), List.of()))
        .isNotEmpty()
        .allSatisfy(why -> assertThat(why).contains("container " + container.name()));
  }

  @Test
  void aCopyKeepsAwayFromWhatAnotherProjectHas() {
    refused(Containers.of("web").bind("/mnt/media", "/media", true).view());
    refused(other("photos").bind("/mnt/media/photos", "/p", true).view());
    refused(other("photos").bind("/mnt/media", "/p", false).view());
    refused(other("edge").bind("/etc/shop/tls", "/tls", false).view());
    refused(other("edge").bind("/srv/copy/data", "/d", true).view());
    refused(other("edge").label(Labels.WORKING_DIR, "/srv/copy").view());
  }

  @Test
  void aCopyNeverReplacesFilesOutsideOfItsDirectoryWhetherTheOriginalRunsOrNot() {
    Obstacles copy = obstacles(Kind.Elsewhere, "copy", "/srv/copy");
    assertThat(copy.ofOthers(List.of("/etc/shop/app.env", "/srv/copy"), List.of()))
        .singleElement()
        .asString()
        .contains("/etc/shop/app.env", "outside of its directory");
    assertThat(copy.ofOthers(List.of(), List.of("fixed-name")))
        .singleElement()
        .asString()
        .contains("fixed-name");
  }

  @Test
  void whatLiesBesideTheDirectoryLiesBesideThatOfTheCopy() {
    Target near = target("/srv/copy");
    assertThat(near.path("/srv/common/base.env")).isEqualTo("/srv/common/base.env");
    assertThat(new Obstacles(near, List.of()).ofOthers(List.of("/srv/common/base.env"), List.of()))
        .isNotEmpty();
    Target apart = target("/copies/1/shop");
    assertThat(apart.path("/srv/common/base.env")).isEqualTo("/copies/1/common/base.env");
    assertThat(apart.path("/etc/shop/app.env")).isEqualTo("/etc/shop/app.env");
    assertThat(apart.configuration())
        .contains(
            new Target.Holder(
                "/configuration/host/srv/common", "/copies/1/common", List.of("base.env")));
    assertThat(obstacles(Kind.Elsewhere, "copy", "/mnt/media/copy").ofOthers(List.of(), List.of()))
        .singleElement()
        .asString()
        .contains("/mnt/media/copy lies in it");
  }

  private static Target target(String directory) {
    return Target.of(
        new TargetRequest(
            "ns", SandboxComposeTest.SHOP_WITH_MORE, Kind.Elsewhere, "copy", directory),
        "/state");
  }

  @Test
  void whatNobodyElseHasIsNoObstacle() {
    assertThat(
            obstacles(
                    Kind.Elsewhere,
                    "copy",
                    "/srv/copy",
                    other("exporter").bind("/", "/host", false).view(),
                    other("web").bind("/mnt/media2", "/media", true).view(),
                    other("web").volume("media", "/media").view(),
                    other("web")
                        .label(Labels.PROJECT, "copy")
                        .bind("/mnt/media", "/media", true)
                        .view())
                .ofOthers(List.of(), List.of()))
        .isEmpty();
    assertThat(obstacles(Kind.Elsewhere, "shop", "/srv/shop2").isCopy()).isFalse();
    assertThat(obstacles(Kind.InPlace, "shop", "/srv/shop").isCopy()).isFalse();
  }

  @Test
  void portsAndNamesThatAnotherProjectHasAreSaidBeforeTheyCollide() {
    ContainerView edge = other("edge").publishes("127.0.0.1", 8080).view();
    ContainerView stopped = other("old").publishes("", 8080).status("exited").view();
    ContainerView named = other("x").name("the-shop").status("exited").view();
    ContainerView own =
        Containers.of("web").label(Labels.PROJECT, "copy").publishes("", 8080).view();
    assertThat(
            new Obstacles(target("/srv/copy"), List.of(edge, stopped, named, own)).whenStarting())
        .satisfiesExactly(
            port -> assertThat(port).contains("8080/tcp", edge.name(), "start: false"),
            name -> assertThat(name).contains("the-shop", "start: false"));
  }

  @Test
  void portsOfAHostCollideByAddressNumberAndProtocol() {
    PublishedPort all = new PublishedPort("0.0.0.0", 80, "tcp");
    PublishedPort loopback = new PublishedPort("127.0.0.1", 80, "tcp");
    assertThat(all.collidesWith(loopback)).isTrue();
    assertThat(loopback.collidesWith(new PublishedPort("10.0.0.1", 80, "tcp"))).isFalse();
    assertThat(all.collidesWith(new PublishedPort("", 80, "udp"))).isFalse();
    assertThat(all.collidesWith(new PublishedPort("", 81, "tcp"))).isFalse();
    assertThat(loopback).hasToString("127.0.0.1:80/tcp");
  }

  private static Containers other(String service) {
    return Containers.of(service).label(Labels.PROJECT, "other");
  }
}
