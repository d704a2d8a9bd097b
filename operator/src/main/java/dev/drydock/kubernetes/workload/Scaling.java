// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.workload;

import dev.drydock.api.v1alpha1.WorkloadRecord;
import dev.drydock.kubernetes.cluster.QuiesceMark;
import dev.drydock.kubernetes.cluster.WorkloadKind;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Scales workloads to nothing and back. The number that there was is written in the same write as
 * the 0, so that a crash between the two is not possible; both writes carry the resource version
 * that they are based on.
 */
final class Scaling {
  private static final String MANAGER = "drydock";
  private static final int CONFLICT = 409;
  private static final int TRIES = 5;

  private final KubernetesClient client;

  Scaling(KubernetesClient client) {
    this.client = client;
  }

  /** A workload as it is now; empty when it is gone. */
  Optional<GenericKubernetesResource> find(WorkloadRecord workload) {
    return Optional.ofNullable(resource(WorkloadId.parse(workload.id())).get());
  }

  /** Scales to 0, remembering the number that there is; nothing when it is 0. */
  void down(WorkloadRecord workload) {
    unlessItChanges(
        () -> {
          GenericKubernetesResource now = find(workload).orElse(null);
          if (now != null && replicas(now) > 0) {
            scale(workload, now, 0, Integer.toString(replicas(now)));
          }
          return true;
        });
  }

  /** Notes how it is, now that it is scaled to 0 and its pods are gone. */
  void noteRest(WorkloadRecord workload) {
    find(workload)
        .map(RestMark::of)
        .ifPresent(
            mark ->
                patch(
                    workload,
                    Map.of("metadata", Map.of("annotations", Map.of(QuiesceMark.AT_REST, mark)))));
  }

  /** Why it is known not to have stayed as {@link #noteRest} found it; empty when it is gone. */
  Optional<String> stirred(WorkloadRecord workload) {
    return find(workload).flatMap(RestMark::broken);
  }

  /** Since when it is at rest, by the clock of the API server; empty when nobody knows. */
  Optional<Instant> restsSince(WorkloadRecord workload) {
    return find(workload).flatMap(RestMark::since);
  }

  /**
   * Scales back to the number that there was, and forgets it. Whoever else has scaled it meanwhile
   * is left alone.
   *
   * @return whether it had to be scaled
   */
  boolean up(WorkloadRecord workload) {
    return unlessItChanges(() -> upOnce(workload));
  }

  private boolean upOnce(WorkloadRecord workload) {
    GenericKubernetesResource now = find(workload).orElse(null);
    if (now == null) {
      return false;
    }
    OptionalInt remembered = QuiesceMark.replicas(now.getMetadata());
    boolean down = replicas(now) == 0;
    if (remembered.isEmpty() && !down) {
      return false;
    }
    int before = remembered.orElse(workload.replicas() == null ? 0 : workload.replicas());
    if (remembered.isEmpty() && before == 0) {
      return false;
    }
    scale(workload, now, down ? before : replicas(now), null);
    return down;
  }

  /** Controllers write the status of a workload at any time, which is no reason to give up. */
  private static boolean unlessItChanges(BooleanSupplier write) {
    for (int tries = 1; ; tries++) {
      try {
        return write.getAsBoolean();
      } catch (KubernetesClientException e) {
        if (e.getCode() != CONFLICT || tries == TRIES) {
          throw e;
        }
      }
    }
  }

  /** Replicas that a workload shall have. */
  static int replicas(GenericKubernetesResource workload) {
    return workload.get("spec", "replicas") instanceof Number number ? number.intValue() : 1;
  }

  /** Replicas that are ready. */
  static int ready(GenericKubernetesResource workload) {
    return workload.get("status", "readyReplicas") instanceof Number number ? number.intValue() : 0;
  }

  private void scale(
      WorkloadRecord workload,
      GenericKubernetesResource now,
      int replicas,
      @Nullable String remembered) {
    Map<String, Object> annotations = new LinkedHashMap<>();
    annotations.put(QuiesceMark.REPLICAS, remembered);
    annotations.put(QuiesceMark.AT_REST, null);
    annotations.put(QuiesceMark.MADE, null);
    patch(
        workload,
        Map.of(
            "metadata",
            Map.of(
                "resourceVersion",
                now.getMetadata().getResourceVersion(),
                "annotations",
                annotations),
            "spec",
            Map.of("replicas", replicas)));
  }

  private void patch(WorkloadRecord workload, Map<String, Object> patch) {
    resource(WorkloadId.parse(workload.id()))
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.JSON_MERGE)
                .withFieldManager(MANAGER)
                .build(),
            Serialization.asJson(patch));
  }

  private Resource<GenericKubernetesResource> resource(WorkloadId id) {
    if (!id.kind().scalable()) {
      throw new DrydockException(
          FailureReason.InvalidRequest,
          "%s %s cannot be scaled to nothing; use consistency Live, or exclude its volumes."
              .formatted(id.kind(), id.name()));
    }
    return client
        .genericKubernetesResources(context(id.kind()))
        .inNamespace(id.namespace())
        .withName(id.name());
  }

  private static ResourceDefinitionContext context(WorkloadKind kind) {
    return new ResourceDefinitionContext.Builder()
        .withGroup("apps")
        .withVersion("v1")
        .withKind(kind.name())
        .withPlural(kind.name().toLowerCase(Locale.ROOT) + "s")
        .withNamespaced(true)
        .build();
  }
}
