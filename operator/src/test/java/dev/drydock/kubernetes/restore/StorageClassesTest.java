// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.operator.platform.ApplicationManifest.Volume;
import dev.drydock.operator.platform.ApplicationManifest.VolumeKind;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StorageClassesTest {
  private static final StorageClasses CLUSTER =
      new StorageClasses(Optional.of(List.of("fast", "standard")));

  private static Volume volume(Map<String, String> details) {
    return new Volume(
        "uploads", VolumeKind.Claim, "uploads", Map.of(), null, false, false, null, details);
  }

  private static PersistentVolumeClaim claim(String storageClass, String volume) {
    return new PersistentVolumeClaimBuilder()
        .withNewSpec()
        .withStorageClassName(storageClass)
        .withVolumeName(volume)
        .endSpec()
        .build();
  }

  @Test
  void aClaimThatIsMadeAnewNeedsTheClassThatItHad() {
    assertThat(CLUSTER.obstacle("shop", volume(Map.of("storageClassName", "local-nvme")), null))
        .hasValueSatisfying(
            said ->
                assertThat(said)
                    .contains(
                        "PersistentVolumeClaim uploads had StorageClass local-nvme",
                        "it has fast, standard",
                        "create a class of that name"));
    assertThat(CLUSTER.obstacle("shop", volume(Map.of("storageClassName", "fast")), null))
        .isEmpty();
  }

  @Test
  void nothingIsSaidOfClaimsWithoutAClassOrWhereClassesAreNotKnown() {
    assertThat(CLUSTER.obstacle("shop", volume(Map.of()), null)).isEmpty();
    assertThat(CLUSTER.obstacle("shop", volume(Map.of("storageClassName", "")), null)).isEmpty();
    assertThat(
            new StorageClasses(Optional.empty())
                .obstacle("shop", volume(Map.of("storageClassName", "gone")), null))
        .isEmpty();
  }

  @Test
  void ofAClaimThatIsThereItsOwnClassCountsUntilItHasAVolume() {
    Volume backedUp = volume(Map.of("storageClassName", "fast"));

    assertThat(CLUSTER.obstacle("shop", backedUp, claim("gone", null)))
        .hasValueSatisfying(
            said -> assertThat(said).contains("waits for a volume of StorageClass gone"));
    assertThat(CLUSTER.obstacle("shop", backedUp, claim("gone", "pv-1"))).isEmpty();
  }
}
