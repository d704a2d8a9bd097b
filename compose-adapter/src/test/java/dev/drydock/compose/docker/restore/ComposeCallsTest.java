// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.restore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.drydock.api.v1alpha1.ApplicationSpec;
import dev.drydock.api.v1alpha1.ComposeApplication;
import dev.drydock.operator.platform.ApplicationManifest;
import dev.drydock.operator.platform.ApplicationManifest.VolumeKind;
import dev.drydock.operator.platform.JobRequest.Mount;
import dev.drydock.operator.platform.PreparedTarget.ConfigurationRoot;
import dev.drydock.operator.platform.TargetRequest;
import dev.drydock.operator.platform.TargetRequest.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ComposeCallsTest {
  private static final String ASIDE = ".drydock-restore-1";
  private static final ApplicationManifest SHOP =
      new ApplicationManifest(
          new ApplicationSpec(new ComposeApplication("shop"), null),
          "shop",
          "/srv/shop",
          List.of(),
          List.of(),
          List.of("/srv/shop/compose.yaml", "/srv/common/shop.env"),
          List.of("/srv/shop/compose.yaml"),
          List.of("/srv/common/shop.env"),
          List.of("web"),
          List.of(),
          List.of());

  @Test
  void seesTheTargetAsItIs() {
    ComposeRunner.Call call = ComposeCalls.of(elsewhere());

    assertThat(call.files()).containsExactly("/new/shop/compose.yaml");
    assertThat(call.envFiles()).containsExactly("/srv/common/shop.env");
    assertThat(call.mounts())
        .isEqualTo(Map.of("/new/shop", "/new/shop", "/srv/common", "/srv/common"));
  }

  @Test
  void seesWhatIsAsideInItsPlace() {
    ComposeRunner.Call call =
        ComposeCalls.of(elsewhere(), List.of(root("/new/shop"), root("/srv/common")), ASIDE);

    assertThat(call.files()).containsExactly("/new/shop/compose.yaml");
    assertThat(call.mounts())
        .isEqualTo(
            Map.of(
                "/new/shop",
                "/new/shop/.drydock-restore-1",
                "/srv/common",
                "/srv/common/.drydock-restore-1"));
  }

  @Test
  void seesWhatWasNotFetchedAsItIs() {
    assertThat(ComposeCalls.of(elsewhere(), List.of(root("/new/shop")), ASIDE).mounts())
        .containsEntry("/srv/common", "/srv/common");
  }

  @Test
  void seesTheCopiesOfASandboxWhereTheOriginalsAre() {
    Target sandbox =
        Target.of(new TargetRequest("default", SHOP, Kind.Sandbox, "drill", null), "/state/drill");
    ComposeRunner.Call call =
        ComposeCalls.of(
            sandbox,
            List.of(root("/state/drill/project"), root("/state/drill/host/srv/common")),
            ASIDE);

    assertThat(call.files()).containsExactly("/state/drill/project/compose.yaml");
    assertThat(call.envFiles()).containsExactly("/srv/common/shop.env");
    assertThat(call.mounts())
        .isEqualTo(
            Map.of(
                "/state/drill/project",
                "/state/drill/project/.drydock-restore-1",
                "/srv/common",
                "/state/drill/host/srv/common/.drydock-restore-1"));
  }

  @Test
  void knowsWhetherTheComposeFilesWereFetched() {
    assertThat(ComposeCalls.coverComposeFiles(elsewhere(), List.of(root("/new/shop")))).isTrue();
    assertThat(ComposeCalls.coverComposeFiles(elsewhere(), List.of(root("/srv/common")))).isFalse();
  }

  @Test
  void findsTheNameOfAnImageThatComposeBuilds() throws Exception {
    var services =
        new ObjectMapper()
            .readTree("{\"db\": {\"build\": {}}, \"web\": {\"image\": \"shop-web:1\"}}");

    assertThat(ImageSupply.image("copy", services, "db")).isEqualTo("copy-db");
    assertThat(ImageSupply.image("copy", services, "web")).isEqualTo("shop-web:1");
  }

  private static Target elsewhere() {
    return Target.of(
        new TargetRequest("default", SHOP, Kind.Elsewhere, "copy", "/new/shop"), "/state/none");
  }

  private static ConfigurationRoot root(String directory) {
    return new ConfigurationRoot(
        "/configuration/project", new Mount(directory, VolumeKind.Bind, "/t", false));
  }
}
