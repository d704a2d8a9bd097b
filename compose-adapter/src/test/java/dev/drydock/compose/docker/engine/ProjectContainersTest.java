// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProjectContainersTest {
  @Test
  void servicesStartAfterWhatTheyDependOn() {
    ProjectContainers containers =
        ProjectContainers.of(
            List.of(
                Containers.of("proxy").dependsOn("web:service_started:false").view(),
                Containers.of("web")
                    .dependsOn("db:service_healthy:true,cache:service_started:false")
                    .view(),
                Containers.of("db").view(),
                Containers.of("cache").view()));

    assertThat(containers.services()).containsExactly("cache", "db", "web", "proxy");
    assertThat(containers.level("cache")).isEqualTo(containers.level("db")).isZero();
    assertThat(containers.level("proxy")).isEqualTo(2);
  }

  @Test
  void whatSharesANetworkStartsAfterItsOwner() {
    ProjectContainers containers =
        ProjectContainers.of(
            List.of(
                Containers.of("app").network("container:id-vpn").view(),
                Containers.of("vpn").view()));

    assertThat(containers.services()).containsExactly("vpn", "app");
  }

  @Test
  void aCycleDoesNotHang() {
    ProjectContainers containers =
        ProjectContainers.of(
            List.of(
                Containers.of("a").dependsOn("b").view(),
                Containers.of("b").dependsOn("a").view()));

    assertThat(containers.services()).containsExactlyInAnyOrder("a", "b");
  }
}
