// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.claim;

import dev.drydock.api.v1alpha1.ApplicationSpec;
import dev.drydock.api.v1alpha1.ComposeApplication;
import dev.drydock.api.v1alpha1.RestoreInclude;
import dev.drydock.api.v1alpha1.RestoreRequest;
import dev.drydock.api.v1alpha1.RestoreRequestStatus;
import dev.drydock.api.v1alpha1.RestoreTarget;
import dev.drydock.operator.status.Conditions;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a restore claims: the application that it writes. A drill claims none. */
final class RestoreClaims {
  private RestoreClaims() {}

  /** The claim of a restore that has not ended. */
  static Optional<Claim> of(RestoreRequest restore) {
    RestoreRequestStatus status = restore.getStatus();
    if (status == null || status.step() == null || holds(status, "Complete", "Failed")) {
      return Optional.empty();
    }
    return claim(
        restore,
        switch (status.step()) {
          case Claims.QUEUE -> Stand.QUEUED;
          case Claims.ASK -> Stand.ASKING;
          default -> Stand.HOLDING;
        });
  }

  /** Claims of those that could not put back what they had changed, until one did it over. */
  static List<Claim> broken(List<RestoreRequest> all) {
    return all.stream()
        .filter(r -> r.getStatus() != null && holds(r.getStatus(), Claims.LEFT_BROKEN))
        .flatMap(r -> claim(r, Stand.BROKEN).stream().filter(c -> !isMended(r, c, all)))
        .toList();
  }

  private static boolean isMended(RestoreRequest broken, Claim claim, List<RestoreRequest> all) {
    return all.stream()
        .filter(r -> r.getStatus() != null && holds(r.getStatus(), "Complete"))
        .filter(r -> covers(r.getSpec().include(), broken.getSpec().include()))
        .filter(r -> isLater(r.getStatus(), broken.getStatus()))
        .flatMap(r -> claim(r, Stand.HOLDING).stream())
        .anyMatch(c -> Overlap.of(c.application(), claim.application()));
  }

  private static boolean covers(@Nullable RestoreInclude later, @Nullable RestoreInclude before) {
    return later == null || later.equals(before);
  }

  private static boolean isLater(RestoreRequestStatus later, RestoreRequestStatus before) {
    return later.completionTime() != null
        && before.completionTime() != null
        && later.completionTime().compareTo(before.completionTime()) > 0;
  }

  private static Optional<Claim> claim(RestoreRequest restore, Stand stand) {
    String project = project(restore);
    return project == null
        ? Optional.empty()
        : Optional.of(
            new Claim(
                // of a namespace as well: only the name counts
                new ApplicationSpec(new ComposeApplication(project), null),
                true,
                restore.getMetadata().getNamespace(),
                restore.getMetadata().getName(),
                restore.getMetadata().getCreationTimestamp(),
                stand));
  }

  /** The project that a restore writes; null when it writes none, or it is not known yet. */
  private static @Nullable String project(RestoreRequest restore) {
    RestoreTarget target = restore.getSpec().target();
    if (Boolean.TRUE.equals(restore.getSpec().dryRun())
        || (target != null && target.sandbox() != null)) {
      return null;
    }
    if (target != null && target.application() != null) {
      var compose = target.application().compose();
      return compose == null ? restore.getMetadata().getNamespace() : compose.project();
    }
    var source = restore.getStatus().resolvedSource();
    return source == null ? null : source.application();
  }

  private static boolean holds(RestoreRequestStatus status, String... anyOf) {
    return List.of(anyOf).stream().anyMatch(type -> Conditions.isTrue(status.conditions(), type));
  }
}
