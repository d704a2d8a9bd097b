// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.command.InspectContainerResponse;
import dev.drydock.operator.platform.ApplicationManifest.PublishedPort;
import org.junit.jupiter.api.Test;

class ContainerViewTest {
  @Test
  void aNameThatComposeMadeUpIsNotGiven() {
    assertThat(Containers.of("web").name("shop-web-1").view().givenName()).isNull();
    assertThat(Containers.of("web").name("shop_web_12").view().givenName()).isNull();
    assertThat(Containers.of("web").name("0a1b2c_shop-web-1").view().givenName()).isNull();
    assertThat(Containers.of("web").name("shop").view().givenName()).isEqualTo("shop");
    assertThat(Containers.of("web").name("other-web-1").view().givenName())
        .isEqualTo("other-web-1");
  }

  @Test
  void onlyPortsThatAreAskedForByNumberAreClaimed() throws Exception {
    var response =
        new ObjectMapper()
            .readValue(
                """
                {"Id": "1", "Name": "/shop-web-1", "Config": {}, "State": {"Status": "running"},
                 "NetworkSettings": {},
                 "HostConfig": {"PortBindings": {
                   "80/tcp": [{"HostIp": "127.0.0.1", "HostPort": "8080"}],
                   "53/udp": [{"HostIp": "", "HostPort": "53"}],
                   "90/tcp": [{"HostIp": "", "HostPort": ""}, {"HostIp": "", "HostPort": "0"}],
                   "91/tcp": null}}}
                """,
                InspectContainerResponse.class);

    assertThat(ContainerView.of(response).published())
        .containsExactlyInAnyOrder(
            new PublishedPort("127.0.0.1", 8080, "tcp"), new PublishedPort("", 53, "udp"));
  }
}
