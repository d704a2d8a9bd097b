// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.api.v1alpha1.ApplicationSpec;
import dev.drydock.api.v1alpha1.ComposeApplication;
import dev.drydock.api.v1alpha1.Consistency;
import dev.drydock.api.v1alpha1.DatabaseEngine;
import dev.drydock.api.v1alpha1.WorkloadRecord;
import dev.drydock.compose.docker.engine.Containers;
import dev.drydock.compose.docker.engine.ProjectContainers;
import dev.drydock.operator.platform.ApplicationManifest;
import dev.drydock.operator.platform.ApplicationManifest.Database;
import dev.drydock.operator.platform.ApplicationManifest.Volume;
import dev.drydock.operator.platform.ApplicationManifest.VolumeKind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QuiescePlanTest {
  private static final ApplicationManifest SHOP =
      new ApplicationManifest(
          new ApplicationSpec(new ComposeApplication("shop"), null),
          "shop",
          "/srv/shop",
          List.of(
              new Volume("db", VolumeKind.Named, "shop_db", Map.of(), "db", false, false),
              new Volume("files", VolumeKind.Named, "shop_files", Map.of(), null, false, false),
              new Volume("cache", VolumeKind.Named, "shop_cache", Map.of(), null, false, true),
              new Volume("conf", VolumeKind.Bind, "/srv/shop/conf", Map.of(), null, false, false)),
          List.of(
              new Database(
                  "db", DatabaseEngine.PostgreSQL, "db", "postgres", null, null, "db", null)),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          Map.of(),
          List.of());

  private static List<String> touched(Consistency mode, Containers... containers) {
    return QuiescePlan.touched(
            SHOP,
            ProjectContainers.of(
                java.util.Arrays.stream(containers).map(Containers::view).toList()),
            mode)
        .stream()
        .map(WorkloadRecord::service)
        .toList();
  }

  @Test
  void onlyRunningWritersOfCopiedVolumesAreTouched() {
    assertThat(
            touched(
                Consistency.Stop,
                Containers.of("db").volume("shop_db", "/data"),
                Containers.of("web").volume("shop_files", "/files").dependsOn("db"),
                Containers.of("reader").bind("/srv/shop/conf", "/conf", false),
                Containers.of("writer").bind("/srv/shop/conf", "/conf", true),
                Containers.of("cache").volume("shop_cache", "/cache"),
                Containers.of("old").volume("shop_files", "/files").status("exited")))
        .containsExactly("writer", "web");
  }

  @Test
  void whatSharesTheNetworkOfAStoppedContainerStopsToo() {
    Containers web = Containers.of("web").volume("shop_files", "/files");
    Containers sidecar = Containers.of("sidecar").network("container:id-web");
    assertThat(touched(Consistency.Stop, web, sidecar)).containsExactly("web", "sidecar");
    assertThat(touched(Consistency.Pause, web, sidecar)).containsExactly("web");
  }

  @Test
  void liveTouchesOnlyWhatAsksForIt() {
    assertThat(
            touched(
                Consistency.Live,
                Containers.of("web").volume("shop_files", "/files"),
                Containers.of("picky").label("docker-volume-backup.stop-during-backup", "true")))
        .containsExactly("picky");
  }

  @Test
  void whatIsDumpedIsNotStoppedWhateverItsLabelSays() {
    Containers db =
        Containers.of("db")
            .volume("shop_db", "/data")
            .label("docker-volume-backup.stop-during-backup", "true");
    for (Consistency mode : Consistency.values()) {
      assertThat(touched(mode, db)).isEmpty();
    }
  }

  @Test
  void whatSharesTheNetworkOfOneStoppedByItsLabelStopsInEveryMode() {
    Containers vpn = Containers.of("vpn").label("drydock.dev/stop-during-backup", "true");
    Containers sidecar = Containers.of("sidecar").network("container:shop-vpn-1");
    for (Consistency mode : Consistency.values()) {
      assertThat(touched(mode, vpn, sidecar)).containsExactly("vpn", "sidecar");
    }
  }

  @Test
  void whoWritesToAPartOfWhatIsCopiedOrToAllAroundItIsTouchedToo() {
    assertThat(
            touched(
                Consistency.Stop,
                Containers.of("inner").bind("/srv/shop/conf/d", "/d", true),
                Containers.of("outer").bind("/srv/shop", "/shop", true),
                Containers.of("beside").bind("/srv/shop/conf-old", "/old", true)))
        .containsExactly("inner", "outer");
  }
}
