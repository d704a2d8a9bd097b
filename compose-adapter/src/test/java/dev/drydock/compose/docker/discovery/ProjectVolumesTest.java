// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.compose.docker.engine.Containers;
import dev.drydock.compose.docker.engine.HostFiles.Entry;
import dev.drydock.compose.docker.engine.HostFiles.Kind;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.platform.ApplicationManifest.Volume;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ProjectVolumesTest {
  private final ProjectVolumes volumes = new ProjectVolumes("shop", "/srv/shop");

  private void mounts(Containers container) {
    volumes.addMounts(container.view(), name -> null);
  }

  private List<String> sources() {
    volumes.sortBinds(
        volumes.binds().stream()
            .collect(Collectors.toMap(b -> b, b -> new Entry(Kind.Directory, null, List.of()))));
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
    volumes.sortBinds(Map.of());

    assertThatThrownBy(() -> volumes.requireBinds(Map.of()))
        .isInstanceOfSatisfying(
            DrydockException.class,
            e -> assertThat(e.reason()).isEqualTo(FailureReason.SourceEmpty))
        .hasMessageContaining("/srv/shop/data");
    volumes.requireBinds(Map.of("web", Map.of("drydock.dev/exclude", "data")));
    assertThat(volumes.warnings()).anyMatch(w -> w.contains("/srv/shop/cache"));
  }
}
