// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.api.v1alpha1.ApplicationTarget;
import dev.drydock.api.v1alpha1.ComposeTarget;
import dev.drydock.api.v1alpha1.ExistingData;
import dev.drydock.api.v1alpha1.ResolvedSource;
import dev.drydock.api.v1alpha1.RestoreInclude;
import dev.drydock.api.v1alpha1.RestoreRequestSpec;
import dev.drydock.api.v1alpha1.RestoreTarget;
import dev.drydock.api.v1alpha1.SandboxTarget;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.operator.platform.ApplicationManifest;
import dev.drydock.operator.platform.ApplicationManifest.Database;
import dev.drydock.operator.platform.ApplicationManifest.Service;
import dev.drydock.operator.platform.ApplicationManifest.Volume;
import dev.drydock.operator.platform.TargetRequest.Kind;
import dev.drydock.operator.restore.PlanItem.VolumeItem;
import dev.drydock.operator.testing.Samples;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RestorePlannerTest {
  private static final RestoreNames NAMES =
      new RestoreNames("default", "back", "12345678", "u", false);
  private static final Map<String, String> SNAPSHOTS =
      RestoreFixture.run("shop-1", RestoreFixture.OLDER).snapshots();

  @Test
  void takesEverythingWhenNothingIsNamed() {
    var plan = plan(null, null, ExistingData.Fail);

    assertThat(plan.items())
        .extracting(PlanItem::component)
        .containsExactly("volume/config", "volume/uploads", "database/db", "configuration");
    assertThat(plan.target().kind()).isEqualTo(Kind.InPlace);
    assertThat(plan.target().project()).isEqualTo("shop");
    assertThat(plan.target().directory()).isEqualTo("/srv/shop");
    assertThat(plan.services()).containsExactlyInAnyOrder("db", "web");
  }

  @Test
  void anEmptyIncludeIsNone() {
    var include = new RestoreInclude(List.of(), List.of(), null, List.of());

    assertThat(plan(include, null, ExistingData.Fail).items()).hasSize(4);
  }

  @Test
  void takesOnlyWhatIsNamed() {
    var include = new RestoreInclude(List.of("uploads"), List.of(), true, List.of());

    assertThat(plan(include, null, ExistingData.Fail).items())
        .extracting(PlanItem::component)
        .containsExactly("volume/uploads", "configuration");
  }

  @Test
  void refusesUnknownVolumesAndListsThoseThereAre() {
    var include = new RestoreInclude(List.of("upload"), List.of(), null, List.of());

    assertRefused(
        include, null, "spec.include.volumes: the run holds no upload. It holds config, uploads.");
  }

  @Test
  void refusesUnknownDatabasesAndListsThoseThereAre() {
    var include = new RestoreInclude(List.of(), List.of("orders"), null, List.of());

    assertRefused(include, null, "spec.include.databases: the run holds no orders. It holds db.");
  }

  @Test
  void aPathNeedsItsVolumeUnlessThereIsOnlyOne() {
    var include = new RestoreInclude(List.of(), List.of(), null, List.of("/img"));

    assertRefused(include, null, "needs spec.include.volumes, since the run holds config, uploads");
  }

  @Test
  void restrictsTheVolumeToThePaths() {
    var include = new RestoreInclude(List.of("uploads"), List.of(), null, List.of("/img"));

    assertThat(plan(include, null, ExistingData.Overwrite).items())
        .singleElement()
        .isEqualTo(
            new VolumeItem("uploads", SNAPSHOTS.get("volume/uploads"), List.of("/img"), false));
  }

  @Test
  void neverMirrorsAroundPaths() {
    var include = new RestoreInclude(List.of("uploads"), List.of(), null, List.of("/img"));

    assertThatThrownBy(() -> plan(include, null, ExistingData.Mirror))
        .hasMessageContaining("would remove everything outside");
  }

  @Test
  void refusesPathsThatLeadOut() {
    var include = new RestoreInclude(List.of("uploads"), List.of(), null, List.of("/../etc"));

    assertRefused(include, null, "'/../etc' must start with a slash");
  }

  @Test
  void goesToAnotherProject() {
    var compose = new ComposeTarget("shop-copy", "/srv/shop-copy");
    var target = new RestoreTarget(null, new ApplicationTarget(compose, null), null);
    var plan = plan(null, target, ExistingData.Fail);

    assertThat(plan.target().kind()).isEqualTo(Kind.Elsewhere);
    assertThat(plan.target().directory()).isEqualTo("/srv/shop-copy");
    assertThat(plan.application().compose().project()).isEqualTo("shop-copy");
  }

  @Test
  void refusesDirectoriesOfTheSystem() {
    for (var directory : List.of("/etc", "/srv/../etc", "/")) {
      var compose = new ComposeTarget("shop-copy", directory);
      var target = new RestoreTarget(null, new ApplicationTarget(compose, null), null);
      assertRefused(null, target, "cannot be the directory of an application");
    }
  }

  @Test
  void aSandboxHasItsOwnNameAndNeedsConfiguration() {
    var target = new RestoreTarget(null, null, new SandboxTarget("0s"));

    assertThat(plan(null, target, ExistingData.Fail).target().project())
        .isEqualTo("drydock-drill-12345678");
    var include = new RestoreInclude(List.of("uploads"), List.of(), null, List.of());
    assertRefused(include, target, "A sandbox cannot start without configuration");
  }

  @Test
  void leavesOutADatabaseWithoutAVolumeAndBringsBackTheRest() {
    var spec = spec(null, null, ExistingData.Fail);
    var plan = planner(spec, with(Samples.shop(), homeless())).plan();
    var source = new ResolvedSource("shop-1", SNAPSHOTS, "2026-11-21T02:00:00Z", "shop");

    assertThat(plan.items())
        .extracting(PlanItem::component)
        .containsExactly("volume/config", "volume/uploads", "configuration");
    assertThat(PlanText.sentences(plan, List.of(), source, spec, RestoreSettings.defaults()).get(1))
        .startsWith("Leave out: Database db has no volume that a restore could put its files into");
  }

  @Test
  void refusesADatabaseWithoutAVolumeThatIsAskedFor() {
    var include = new RestoreInclude(List.of(), List.of("db"), null, List.of());

    assertThatThrownBy(
            () ->
                planner(spec(include, null, ExistingData.Fail), with(Samples.shop(), homeless()))
                    .plan())
        .hasMessageContaining("Database db keeps its files in no volume");
  }

  private static Database homeless() {
    var db = Samples.shop().databases().getFirst();
    return new Database(
        db.name(), db.engine(), db.service(), db.image(), db.user(), null, null, null);
  }

  @Test
  void doesNotTrustNamesThatTheRepositoryTells() {
    var shop = Samples.shop();
    var db = shop.databases().getFirst();
    var hostile =
        new Database("../../etc", db.engine(), db.service(), db.image(), null, null, "data", null);

    assertThatThrownBy(
            () -> planner(spec(null, null, ExistingData.Fail), with(shop, hostile)).plan())
        .hasMessageContaining("Do not trust this repository");
  }

  @Test
  void stopsWhatCameSinceTheBackupAndUsesTheSameVolume() {
    var include = new RestoreInclude(List.of("uploads"), List.of(), null, List.of());
    var shop = Samples.shop();
    var uploads = new HashMap<>(shop.volumes().get(1).services());
    uploads.put("thumbnails", "/in");
    var before = shop.volumes().get(1);
    var volumes = new ArrayList<>(shop.volumes());
    volumes.set(
        1, new Volume(before.name(), before.kind(), before.source(), uploads, null, false, false));
    var services = new ArrayList<>(shop.services());
    services.add(new Service("thumbnails", "thumbs:1", List.of(), Map.of()));
    services.add(new Service("gallery", "gallery:1", List.of("thumbnails"), Map.of()));
    var today =
        new ApplicationManifest(
            shop.application(),
            shop.name(),
            shop.directory(),
            volumes,
            shop.databases(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            services,
            List.of(),
            List.of(),
            Map.of(),
            List.of());

    var plan = plan(include, null, ExistingData.Overwrite);

    assertThat(plan.services()).containsExactly("web");
    assertThat(plan.alongside(today).services())
        .containsExactlyInAnyOrder("web", "thumbnails", "gallery");
  }

  @Test
  void theSameRequestAlwaysGivesTheSamePlan() {
    assertThat(plan(null, null, ExistingData.Mirror))
        .isEqualTo(plan(null, null, ExistingData.Mirror));
  }

  @Test
  void tellsThePlanInSentences() {
    var spec = spec(null, null, ExistingData.Fail);
    var plan = planner(spec, Samples.shop()).plan();
    var source = new ResolvedSource("shop-1", SNAPSHOTS, "2026-11-21T02:00:00Z", "shop");

    assertThat(PlanText.sentences(plan, List.of(), source, spec, RestoreSettings.defaults()))
        .contains(
            "Take run shop-1 of application shop, as it was at 2026-11-21T02:00:00Z.",
            "Refuse, with nothing changed, when one of these holds data: config, configuration, data, uploads.",
            "Fetch volume config, volume uploads, database db, configuration (3.9 KiB) to the side, while everything runs.",
            "Start the application from the restored configuration, in order, and wait until healthy, at most 10m.");
  }

  private static ApplicationManifest with(ApplicationManifest shop, Database database) {
    return shop.withDatabases(List.of(database));
  }

  private static void assertRefused(
      @Nullable RestoreInclude include, @Nullable RestoreTarget target, String message) {
    assertThatThrownBy(() -> plan(include, target, ExistingData.Fail))
        .isInstanceOf(DrydockException.class)
        .hasMessageContaining(message);
  }

  private static RestorePlan plan(
      @Nullable RestoreInclude include, @Nullable RestoreTarget target, ExistingData existing) {
    return planner(spec(include, target, existing), Samples.shop()).plan();
  }

  private static RestorePlanner planner(RestoreRequestSpec spec, ApplicationManifest manifest) {
    return new RestorePlanner(NAMES, spec, manifest, SNAPSHOTS, 4000);
  }

  private static RestoreRequestSpec spec(
      @Nullable RestoreInclude include, @Nullable RestoreTarget target, ExistingData existing) {
    return new RestoreRequestSpec(
        RestoreFixture.fromPolicy(), null, include, target, existing, false, List.of());
  }
}
