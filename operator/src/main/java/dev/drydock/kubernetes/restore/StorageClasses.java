// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.restore;

import dev.drydock.operator.platform.ApplicationManifest.Volume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether the volumes of claims can be made. One whose class is missing would stay pending for
 * ever, and its mover with it.
 *
 * @param known names of the classes that there are; empty when that is not known
 */
record StorageClasses(Optional<List<String>> known) {
  private static final String DETAIL = "storageClassName";

  /**
   * What keeps a claim from getting its volume, a sentence that says what to do.
   *
   * @param volume volume as it was backed up
   * @param there its claim; null when it will be made as it was
   */
  Optional<String> obstacle(
      String namespace, Volume volume, @Nullable PersistentVolumeClaim there) {
    String wanted = there == null ? volume.driverOptions().get(DETAIL) : unbound(there);
    if (wanted == null || wanted.isEmpty() || known.isEmpty() || known.get().contains(wanted)) {
      return Optional.empty();
    }
    String classes =
        known.get().isEmpty() ? "it has none" : "it has " + String.join(", ", known.get());
    return Optional.of(
        there == null
            ? "PersistentVolumeClaim %s had StorageClass %s, which this cluster does not have (%s): create a class of that name, or create the claim in namespace %s with another class, which is then used as it is. Then restore again."
                .formatted(volume.name(), wanted, classes, namespace)
            : "PersistentVolumeClaim %s waits for a volume of StorageClass %s, which this cluster does not have (%s): create a class of that name, or delete the claim (kubectl -n %s delete pvc %s) and create it with another class. Then restore again."
                .formatted(volume.name(), wanted, classes, namespace, volume.name()));
  }

  private static @Nullable String unbound(PersistentVolumeClaim claim) {
    boolean bound =
        claim.getSpec().getVolumeName() != null && !claim.getSpec().getVolumeName().isEmpty();
    return bound ? null : claim.getSpec().getStorageClassName();
  }
}
