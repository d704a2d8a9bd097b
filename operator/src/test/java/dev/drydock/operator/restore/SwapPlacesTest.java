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
import dev.drydock.operator.platform.PreparedTarget.ConfigurationRoot;
import dev.drydock.operator.platform.TargetRequest;
import dev.drydock.operator.restore.PlanItem.ConfigurationItem;
import dev.drydock.operator.restore.PlanItem.VolumeItem;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SwapRootsTest {
  private static final ConfigurationRoot PROJECT =
      new ConfigurationRoot(
          "/configuration/project", new Mount("/srv/shop", VolumeKind.Bind, "/c/0", false));

  private static SwapRoots roots(String volume, VolumeKind kind, List<String> paths) {
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
            List.of());
    var target = new TargetRequest("ns", manifest, TargetRequest.Kind.InPlace, "shop", "/srv/shop");
    var items =
        List.<PlanItem>of(new VolumeItem("app", "v", paths, false), new ConfigurationItem("c"));
    return new SwapRoots(
        new RestorePlan(target, application, items, Set.of(), 0, List.of()),
        new PreparedTarget(
            Map.of("app", new Mount(volume, kind, "/v/app", false)), List.of(PROJECT), List.of()));
  }

  @Test
  void aVolumeThatIsOrHoldsTheProjectBringsItsConfigurationBack() {
    for (var directory : List.of("/srv/shop", "/srv", "/")) {
      var roots = roots(directory, VolumeKind.Bind, List.of());
      assertThat(roots.configuration()).isEmpty();
      assertThatCode(
              () -> FetchProgress.requireAll(roots.plan(), roots.prepared(), told("volume/app")))
          .doesNotThrowAnyException();
    }
  }

  @Test
  void otherVolumesDoNot() {
    assertThat(roots("/srv/shop/data", VolumeKind.Bind, List.of()).configuration())
        .containsExactly(PROJECT);
    assertThat(roots("/srv/shop2", VolumeKind.Bind, List.of()).configuration())
        .containsExactly(PROJECT);
    assertThat(roots("/srv/shop", VolumeKind.Named, List.of()).configuration())
        .containsExactly(PROJECT);
    assertThat(roots("/srv/shop", VolumeKind.Bind, List.of("/a")).configuration())
        .containsExactly(PROJECT);
  }

  private static JobResult told(String component) {
    var result = new ComponentResult(component, null, 0, 0, 0, List.of(), null);
    return new JobResult(null, List.of(result), List.of(), null, 0, 0, 0, List.of(), null);
  }
}
