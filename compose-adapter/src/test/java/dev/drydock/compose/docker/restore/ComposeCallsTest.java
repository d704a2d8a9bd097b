// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.restore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.drydock.api.v1alpha1.ApplicationSpec;
import dev.drydock.api.v1alpha1.ComposeApplication;
import dev.drydock.operator.platform.ApplicationManifest;
import dev.drydock.operator.platform.ApplicationManifest.VolumeKind;
import dev.drydock.operator.platform.JobRequest.Mount;
import dev.drydock.operator.platform.PreparedTarget.ConfigurationDirectory;
import dev.drydock.operator.platform.TargetRequest;
import dev.drydock.operator.platform.TargetRequest.Kind;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
          List.of(),
          List.of(),
          Map.of(),
          List.of());

  @Test
  void seesTheTargetAsItIs() {
    ComposeRunner.Call call =
        ComposeCalls.faithful(
            elsewhere(), ComposeCalls.inPlace(elsewhere(), List.of("/srv/common/shop.env")));

    assertThat(call.files()).containsExactly("/new/shop/compose.yaml");
    assertThat(call.envFiles()).containsExactly("/srv/common/shop.env");
    assertThat(call.mounts())
        .isEqualTo(
            Map.of("/new/shop", "/new/shop", "/srv/common/shop.env", "/srv/common/shop.env"));
  }

  @Test
  void seesWhatIsAsideInItsPlace() {
    ComposeRunner.Call call =
        ComposeCalls.faithful(
            elsewhere(),
            ComposeCalls.aside(
                List.of(holder("/new/shop"), holder("/srv/common", "shop.env")), ASIDE));

    assertThat(call.files()).containsExactly("/new/shop/compose.yaml");
    assertThat(call.mounts())
        .isEqualTo(
            Map.of(
                "/new/shop",
                "/new/shop/.drydock-restore-1",
                "/srv/common/shop.env",
                "/srv/common/.drydock-restore-1/shop.env"));
  }

  @Test
  void seesTheCopiesOfASandboxWhereTheOriginalsAre() {
    Target sandbox =
        Target.of(new TargetRequest("default", SHOP, Kind.Sandbox, "drill", null), "/state/drill");
    ComposeRunner.Call call =
        ComposeCalls.original(
            sandbox,
            ComposeCalls.aside(
                List.of(
                    holder("/state/drill/project", "compose.yaml"),
                    holder("/state/drill/host/srv/common", "shop.env")),
                ASIDE));

    assertThat(call.files()).containsExactly("/srv/shop/compose.yaml");
    assertThat(call.envFiles()).containsExactly("/srv/common/shop.env");
    assertThat(call.mounts())
        .isEqualTo(
            Map.of(
                "/srv/shop/compose.yaml",
                "/state/drill/project/.drydock-restore-1/compose.yaml",
                "/srv/common/shop.env",
                "/state/drill/host/srv/common/.drydock-restore-1/shop.env"));
  }

  @Test
  void knowsWhetherTheComposeFilesWereFetched() {
    assertThat(cover(holder("/new/shop"))).isTrue();
    assertThat(cover(holder("/new/shop", ".env", "compose.yaml"))).isTrue();
    assertThat(cover(holder("/new/shop", ".env"))).isFalse();
    assertThat(cover(holder("/srv/common"))).isFalse();
  }

  private static boolean cover(ConfigurationDirectory fetched) {
    return ComposeCalls.coverComposeFiles(elsewhere(), ComposeCalls.aside(List.of(fetched), ASIDE));
  }

  @Test
  void findsTheNameOfAnImageThatComposeBuilds() throws Exception {
    var services =
        new ObjectMapper()
            .readTree("{\"db\": {\"build\": {}}, \"web\": {\"image\": \"shop-web:1\"}}");

    assertThat(ImageSupply.image("copy", services, "db")).isEqualTo("copy-db");
    assertThat(ImageSupply.image("copy", services, "web")).isEqualTo("shop-web:1");
  }

  @Test
  void buildsAheadWhatNeedsNoData() throws Exception {
    var services =
        new ObjectMapper()
            .readTree(
                """
                {"web": {"build": {"context": "/srv/shop/app"}},
                 "job": {"build": {"context": "/srv/shop/job"}},
                 "all": {"build": {"context": "/srv/shop"}},
                 "db": {"build": {"context": "/srv/shop"}},
                 "git": {"build": {"context": "https://example.org/x.git"}},
                 "gone": {"build": {"context": "/srv/other"}},
                 "pulled": {"image": "nginx"}}
                """);
    List<String> seen = List.of("/srv/shop/compose.yaml", "/srv/shop/job");

    assertThat(ImageSupply.ready(services, seen, List.of("/srv/shop/app"), List.of("db")))
        .containsExactly("job", "db", "git");
    assertThat(ImageSupply.ready(services, seen, List.of(), List.of()))
        .containsExactly("job", "all", "db", "git");
  }

  @Test
  void pullsOnlyWhenAnImageThatNobodyBuildsIsNotHere() throws Exception {
    var services =
        new ObjectMapper()
            .readTree(
                """
                {"web": {"image": "shop-web:1", "build": {"context": "/srv/shop"}},
                 "cache": {"image": "redis:8"},
                 "db": {"image": "postgres:17"}}
                """);

    assertThat(ImageSupply.lacks(services, Set.of("redis:8", "postgres:17")::contains)).isFalse();
    assertThat(ImageSupply.lacks(services, Set.of("shop-web:1", "redis:8")::contains)).isTrue();
  }

  private static Target elsewhere() {
    return Target.of(
        new TargetRequest("default", SHOP, Kind.Elsewhere, "copy", "/new/shop"), "/state/none");
  }

  private static ConfigurationDirectory holder(String directory, String... entries) {
    return new ConfigurationDirectory(
        "/configuration/project",
        new Mount(directory, VolumeKind.Bind, "/t", false),
        "/t",
        List.of(entries));
  }
}
