// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.kubernetes.cluster.Cluster;
import dev.drydock.mover.job.JobSpec;
import dev.drydock.mover.job.JobSpec.SwapAction;
import dev.drydock.mover.job.JobSpec.SwapItem;
import dev.drydock.operator.platform.ApplicationManifest.VolumeKind;
import dev.drydock.operator.platform.JobRequest;
import dev.drydock.operator.platform.JobRequest.Mount;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true, https = false)
class SwapGuardTest {
  private static final Logger SERVER = Logger.getLogger("io.fabric8.mockwebserver");

  @SuppressWarnings("NullAway.Init")
  KubernetesClient client; // set by the extension

  @BeforeAll
  static void quiet() {
    SERVER.setLevel(Level.WARNING);
  }

  @BeforeEach
  void claim() {
    client
        .resource(
            new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName("uploads")
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .build())
        .create();
  }

  private JobRequest check(SwapAction action) {
    List<SwapItem> items =
        List.of(
            new SwapItem("volume/uploads", "/t/uploads", "r", "p", true),
            new SwapItem("volume/gone", "/t/gone", "r", "p", true));
    return new SwapGuard(new Cluster(client))
        .check(
            new JobRequest(
                "shop",
                "job",
                Map.of(),
                null,
                at -> new JobSpec.Swap(action, items),
                List.of(
                    new Mount("uploads", VolumeKind.Claim, "/t/uploads", false),
                    new Mount("gone", VolumeKind.Claim, "/t/gone", false)),
                List.of(),
                Duration.ofMinutes(1)));
  }

  private void pod(String phase) {
    client
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName("late")
                .endMetadata()
                .withNewSpec()
                .addNewVolume()
                .withName("v")
                .withNewPersistentVolumeClaim("uploads", false)
                .endVolume()
                .endSpec()
                .withNewStatus()
                .withPhase(phase)
                .endStatus()
                .build())
        .create();
  }

  @Test
  void nothingIsReplacedBelowAPod() {
    pod("Running");

    assertThatThrownBy(() -> check(SwapAction.Apply))
        .hasMessageContaining("kubectl -n shop delete pod late");
    assertThat(check(SwapAction.RollBack).mounts()).hasSize(2);
  }

  @Test
  void aPodThatHasEndedIsNotInTheWay() {
    pod("Succeeded");

    assertThat(check(SwapAction.Apply).mounts()).hasSize(2);
  }

  @Test
  void nothingIsRemovedFromAClaimThatWasNeverMade() {
    JobRequest left = check(SwapAction.Commit);

    assertThat(left.mounts()).extracting(Mount::source).containsExactly("uploads");
    assertThat(left.spec().apply(null))
        .isInstanceOfSatisfying(
            JobSpec.Swap.class,
            swap ->
                assertThat(swap.items()).extracting(SwapItem::root).containsExactly("/t/uploads"));
  }
}
