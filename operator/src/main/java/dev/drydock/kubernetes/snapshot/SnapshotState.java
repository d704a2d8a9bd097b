// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.snapshot;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How a VolumeSnapshot stands. It shows its volume as it was from the moment that the driver has
 * told its {@code creationTime}; before it is {@code readyToUse}, which with some drivers is when
 * it was copied elsewhere, no volume can be made of it.
 *
 * @param snapshot the object
 * @param claim claim that it is of
 */
record SnapshotState(GenericKubernetesResource snapshot, String claim) {
  /** The controller tries again by itself, so that what it told first may have passed. */
  private static final Duration ERROR = Duration.ofMinutes(1);

  private static final Duration CUT = Duration.ofMinutes(10);
  private static final Duration READY = Duration.ofHours(6);

  boolean isReady() {
    return Boolean.TRUE.equals(snapshot.get("status", "readyToUse"));
  }

  boolean isCut() {
    return isReady() || snapshot.get("status", "creationTime") != null;
  }

  /** Bytes that a volume needs to hold it; empty when the driver does not say. */
  Optional<String> size() {
    return Optional.ofNullable(snapshot.get("status", "restoreSize")).map(Object::toString);
  }

  /**
   * What is waited for; empty when it is there.
   *
   * @throws DrydockException SourceUnreadable when it is waited for in vain
   */
  Optional<String> missing(boolean ready, Instant now) {
    if (ready ? isReady() : isCut()) {
      return Optional.empty();
    }
    Duration age =
        Duration.between(Instant.parse(snapshot.getMetadata().getCreationTimestamp()), now);
    Object said = snapshot.get("status", "error", "message");
    if (said != null && age.compareTo(ERROR) >= 0) {
      throw failed("the driver says: " + said);
    }
    if (age.compareTo(ready ? READY : CUT) >= 0) {
      throw failed(
          "the driver has not %s within %s. Is its snapshot controller at work?"
              .formatted(ready ? "made it ready" : "made it", ready ? READY : CUT));
    }
    return Optional.of(
        "VolumeSnapshot %s of claim %s%s"
            .formatted(
                snapshot.getMetadata().getName(), claim, said == null ? "" : " (" + said + ")"));
  }

  private DrydockException failed(String why) {
    return new DrydockException(
        FailureReason.SourceUnreadable,
        "No snapshot of PersistentVolumeClaim %s was made: %s. See: kubectl -n %s describe volumesnapshot %s"
            .formatted(
                claim,
                why,
                snapshot.getMetadata().getNamespace(),
                snapshot.getMetadata().getName()));
  }
}
