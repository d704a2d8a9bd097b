// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.snapshot;

import dev.drydock.kubernetes.cluster.Workload;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The VolumeSnapshotClasses of a cluster, and which of them suits a driver.
 *
 * @param classes all of them
 */
record SnapshotClasses(List<GenericKubernetesResource> classes) {
  private static final String DEFAULT = "snapshot.storage.kubernetes.io/is-default-class";

  /**
   * The class for volumes of a driver: the one that is asked for; or of those for the driver the
   * default one, or the first by name. One with deletionPolicy Retain would leave a snapshot of
   * each run on the storage for ever, which nobody but an administrator can remove: only who asks
   * for it by name gets it.
   *
   * @param wanted name of the class that is asked for; null for none
   */
  Optional<String> of(String driver, @Nullable String wanted) {
    return classes.stream()
        .filter(c -> driver.equals(c.get("driver")))
        .filter(c -> wanted == null ? !isRetained(c) : wanted.equals(c.getMetadata().getName()))
        .min(
            Comparator.comparing((GenericKubernetesResource c) -> !isDefault(c))
                .thenComparing(c -> c.getMetadata().getName()))
        .map(c -> c.getMetadata().getName());
  }

  /** Why {@link #of} has none. */
  String missing(String driver, @Nullable String wanted) {
    if (wanted != null) {
      return "VolumeSnapshotClass %s is not for its driver %s".formatted(wanted, driver);
    }
    return classes.stream().anyMatch(c -> driver.equals(c.get("driver")))
        ? "all VolumeSnapshotClasses for its driver %s have deletionPolicy Retain, which would leave every snapshot on the storage"
            .formatted(driver)
        : "there is no VolumeSnapshotClass for its driver %s".formatted(driver);
  }

  /**
   * Refuses a class that does not exist.
   *
   * @throws DrydockException InvalidRequest
   */
  void require(String wanted) {
    if (classes.stream().noneMatch(c -> c.getMetadata().getName().equals(wanted))) {
      throw new DrydockException(
          FailureReason.InvalidRequest,
          "There is no VolumeSnapshotClass %s; the cluster has %s. Correct spec.volumes.snapshotClassName."
              .formatted(
                  wanted, classes.stream().map(c -> c.getMetadata().getName()).sorted().toList()));
    }
  }

  private static boolean isRetained(GenericKubernetesResource of) {
    return "Retain".equals(of.get("deletionPolicy"));
  }

  private static boolean isDefault(GenericKubernetesResource of) {
    return "true".equals(Workload.annotations(of.getMetadata()).get(DEFAULT));
  }
}
