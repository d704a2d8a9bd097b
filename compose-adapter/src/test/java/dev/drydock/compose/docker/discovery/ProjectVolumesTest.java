// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.command.InspectVolumeResponse;
import com.github.dockerjava.api.model.Network;
import dev.drydock.compose.docker.engine.Containers;
import dev.drydock.compose.docker.engine.HostFiles.Entry;
import dev.drydock.compose.docker.engine.HostFiles.Kind;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.platform.ApplicationManifest.ExternalNetwork;
import dev.drydock.operator.platform.ApplicationManifest.Volume;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ProjectVolumesTest {
  private final ProjectVolumes volumes = new ProjectVolumes("shop", "/srv/shop");

  private void mounts(Containers container) {
    volumes.addMounts(container.view(), name -> null);
  }

  private List<String> sources(String... ofDatabases) {
    Set<String> databases = Set.of(ofDatabases);
    volumes.sortBinds(
        volumes.binds().stream()
            .collect(Collectors.toMap(b -> b, b -> new Entry(Kind.Directory, null, List.of()))),
        databases);
    return volumes.volumes(Map.of(), Map.of(), Map.of()).stream().map(Volume::source).toList();
  }

  @Test
  void dataBelowUsrIsProtected() {
    mounts(Containers.of("web").bind("/usr/local/shop/data", "/data", true));
    mounts(Containers.of("web").bind("/usr/src/shop", "/src", true));

    assertThat(sources()).containsExactly("/usr/local/shop/data", "/usr/src/shop");
    assertThat(volumes.warnings()).isEmpty();
  }

  @Test
  void theFilesOfADatabaseAreAVolumeOfTheirOwnWhereverTheyLie() {
    mounts(Containers.of("web").bind("/srv/shop/data", "/data", true));
    mounts(Containers.of("cron").bind("/srv/shop/data/uploads", "/uploads", true));
    mounts(Containers.of("db").bind("/srv/shop/data/pg", "/var/lib/postgresql/data", true));
    assertThat(volumes.holding("db", "/var/lib/postgresql/data")).isEqualTo("/srv/shop/data/pg");

    assertThat(sources("/srv/shop/data/pg"))
        .containsExactlyInAnyOrder("/srv/shop/data", "/srv/shop/data/pg");
    assertThat(volumes.holding("db", "/var/lib/postgresql/data")).isEqualTo("/srv/shop/data/pg");
  }

  @Test
  void whatIsOfTheSystemAndWritableIsSaidToBeLeftOut() {
    mounts(
        Containers.of("web")
            .bind("/usr/lib/shop", "/lib/shop", true)
            .bind("/etc/ssl/certs", "/certs", false)
            .bind("/etc/localtime", "/etc/localtime", true)
            .bind("/var/run/docker.sock", "/docker.sock", true));

    assertThat(sources()).isEmpty();
    assertThat(volumes.warnings()).singleElement().asString().contains("/usr/lib/shop");
  }

  @Test
  void aMountThatIsNotThereIsAFailureUnlessTheServiceLeavesItOut() {
    mounts(Containers.of("web").bind("/srv/shop/data", "/data", true));
    volumes.bind("/srv/shop/cache", "cron");
    volumes.sortBinds(Map.of(), Set.of());

    assertThatThrownBy(() -> volumes.requireBinds(Map.of()))
        .isInstanceOfSatisfying(
            DrydockException.class,
            e -> assertThat(e.reason()).isEqualTo(FailureReason.SourceEmpty))
        .hasMessageContaining("/srv/shop/data");
    volumes.requireBinds(Map.of("web", Map.of("drydock.dev/exclude", "data")));
    assertThat(volumes.warnings()).anyMatch(w -> w.contains("/srv/shop/cache"));
  }

  @Test
  void recordsTheDriverOfAVolumeAndItsOptions() throws Exception {
    var nas =
        new ObjectMapper()
            .readValue(
                """
                {"Name": "shop_nas", "Driver": "local", "Options": {"type": "nfs", "o": "addr=nas"},
                 "Labels": {"com.docker.compose.project": "shop", "com.docker.compose.volume": "nas"}}
                """,
                InspectVolumeResponse.class);
    volumes.addLabelled(List.of(nas));

    Volume volume = volumes.volumes(Map.of(), Map.of(), Map.of()).getFirst();

    assertThat(volume.driver()).isEqualTo("local");
    assertThat(volume.driverOptions()).containsEntry("o", "addr=nas").hasSize(2);
  }

  @Test
  void recordsNetworksThatComposeDoesNotMake() throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    Network own =
        mapper.readValue(
            "{\"Name\": \"shop_default\", \"Labels\": {\"com.docker.compose.project\": \"shop\"}}",
            Network.class);
    Network proxy =
        mapper.readValue(
            """
            {"Name": "proxy", "Driver": "bridge", "Labels": {}, "Options": {"a": "b"},
             "IPAM": {"Config": [{"Subnet": "10.9.0.0/24"}]}}
            """,
            Network.class);
    Map<String, Network> all = Map.of("shop_default", own, "proxy", proxy);
    var web = Containers.of("web").networks("shop_default", "proxy", "bridge", "gone").view();

    assertThat(
            ExternalNetworks.of("shop", List.of(web), name -> Optional.ofNullable(all.get(name))))
        .containsExactly(new ExternalNetwork("proxy", "bridge", Map.of("a", "b"), "10.9.0.0/24"));
  }
}
