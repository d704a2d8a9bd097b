// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.drydock.api.v1alpha1.ApplicationSpec;
import dev.drydock.api.v1alpha1.ComposeApplication;
import dev.drydock.mover.job.JobResult;
import dev.drydock.mover.job.JobResult.ComponentResult;
import dev.drydock.operator.platform.ApplicationManifest;
import dev.drydock.operator.platform.ApplicationManifest.VolumeKind;
import dev.drydock.operator.platform.JobRequest.Mount;
import dev.drydock.operator.platform.PreparedTarget;
import dev.drydock.operator.platform.PreparedTarget.ConfigurationDirectory;
import dev.drydock.operator.platform.TargetRequest;
import dev.drydock.operator.restore.PlanItem.ConfigurationItem;
import dev.drydock.operator.restore.PlanItem.VolumeItem;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SwapPlacesTest {
  private static final Mount PROJECT = new Mount("/srv/shop", VolumeKind.Bind, "/c/0", false);
  private static final ConfigurationDirectory TOP =
      new ConfigurationDirectory(
          "/configuration/project", PROJECT, "/c/0", List.of("compose.yaml", "web"));
  private static final ConfigurationDirectory CONF =
      new ConfigurationDirectory(
          "/configuration/project/conf", PROJECT, "/c/0/conf", List.of("a.conf"));

  private static SwapPlaces places(
      List<PlanItem> items, Map<String, Mount> volumes, ConfigurationDirectory... configuration) {
    var application = new ApplicationSpec(new ComposeApplication("shop"), null);
    var manifest =
        new ApplicationManifest(
            application,
            "shop",
            "/srv/shop",
            List.of(),
            List.of(),
            List.of("/srv/shop/compose.yaml"),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            Map.of(),
            List.of());
    var target = new TargetRequest("ns", manifest, TargetRequest.Kind.InPlace, "shop", "/srv/shop");
    return new SwapPlaces(
        new RestorePlan(target, application, items, Set.of(), 0, List.of()),
        new PreparedTarget(volumes, List.of(configuration), List.of()));
  }

  private static SwapPlaces places(String volume, VolumeKind kind, List<String> paths) {
    return places(
        List.of(new VolumeItem("app", "v", paths, false), new ConfigurationItem("c", true)),
        Map.of("app", new Mount(volume, kind, "/v/app", false)),
        TOP,
        CONF);
  }

  @Test
  void aVolumeThatIsOrHoldsTheProjectBringsItsConfigurationBack() {
    for (var directory : List.of("/srv/shop", "/srv", "/")) {
      var places = places(directory, VolumeKind.Bind, List.of());
      assertThat(places.configuration()).isEmpty();
      assertThatCode(
              () ->
                  FetchProgress.requireAll(
                      places.rest(), places.plan(), places.prepared(), told("volume/app")))
          .doesNotThrowAnyException();
    }
  }

  @Test
  void aVolumeThatHoldsSomeOfItBringsThatBack() {
    assertThat(places("/srv/shop/conf", VolumeKind.Bind, List.of()).configuration())
        .containsExactly(TOP);
  }

  @Test
  void otherVolumesDoNot() {
    assertThat(places("/srv/shop/data", VolumeKind.Bind, List.of()).configuration())
        .containsExactly(TOP, CONF);
    assertThat(places("/srv/shop2", VolumeKind.Bind, List.of()).configuration())
        .containsExactly(TOP, CONF);
    assertThat(places("/srv/shop", VolumeKind.Named, List.of()).configuration())
        .containsExactly(TOP, CONF);
    assertThat(places("/srv/shop", VolumeKind.Bind, List.of("/a")).configuration())
        .containsExactly(TOP, CONF);
  }

  @Test
  void onlyTheFilesInADirectoryOfTheSystemAreReplacedAndNoneThatAreTheHosts() {
    var etc = new Mount("/etc", VolumeKind.Bind, "/c/1", false);
    var ssl =
        new ConfigurationDirectory(
            "/configuration/host/etc/ssl", etc, "/c/1/ssl", List.of("x.pem", "certs"));
    var own =
        new ConfigurationDirectory(
            "/configuration/host/etc", etc, "/c/1", List.of("localtime", "passwd"));
    var places = places(List.of(new ConfigurationItem("c", true)), Map.of(), ssl, own);
    assertThat(places.of(new ConfigurationItem("c", true)))
        .singleElement()
        .satisfies(
            place -> {
              assertThat(place.path()).isEqualTo("/c/1/ssl");
              assertThat(place.entries()).containsExactly("x.pem");
            });
    assertThat(SwapPlaces.leftAlone(places.prepared()))
        .containsExactly("/etc/localtime", "/etc/passwd", "/etc/ssl/certs");
  }

  @Test
  void volumesWithinOthersAndWithinConfigurationStayWhereTheyAre() {
    var outer = new VolumeItem("data", "v", List.of(), true);
    var configuration = new ConfigurationItem("c", true);
    var places =
        places(
            List.of(outer, configuration),
            Map.of(
                "data", new Mount("/srv/shop/data", VolumeKind.Bind, "/v/data", false),
                "pg", new Mount("/srv/shop/data/db/pg", VolumeKind.Bind, "/v/pg", false),
                "named", new Mount("shop_named", VolumeKind.Named, "/v/named", false),
                "seed", new Mount("/srv/shop/web/seed", VolumeKind.Bind, "/v/seed", false)),
            TOP);
    assertThat(places.of(outer))
        .singleElement()
        .satisfies(
            place -> {
              assertThat(place.keep()).containsExactly("/db/pg");
              assertThat(place.mirror()).isTrue();
            });
    assertThat(places.of(configuration))
        .singleElement()
        .satisfies(place -> assertThat(place.keep()).contains("/web/seed"));
  }

  @Test
  void aProjectThatIsConfigurationAsAWholeLosesNothing() {
    var whole = new ConfigurationDirectory("/configuration/project", PROJECT, "/c/0", List.of());
    var item = new ConfigurationItem("c", true);
    assertThat(places(List.of(item), Map.of(), whole).of(item))
        .singleElement()
        .satisfies(place -> assertThat(place.mirror()).isFalse());
  }

  private static JobResult told(String component) {
    var result = new ComponentResult(component, null, 0, 0, 0, List.of(), null);
    return new JobResult(null, List.of(result), List.of(), null, 0, 0, 0, List.of(), null);
  }
}
