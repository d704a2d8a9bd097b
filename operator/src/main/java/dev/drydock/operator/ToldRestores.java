// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator;

import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.api.v1alpha1.Condition;
import dev.drydock.api.v1alpha1.LocalObjectReference;
import dev.drydock.api.v1alpha1.RestoreRequest;
import dev.drydock.api.v1alpha1.RestoreRequestStatus;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.metrics.DrydockMetrics;
import dev.drydock.operator.metrics.PolicyKey;
import dev.drydock.operator.run.RunConditions;
import dev.drydock.operator.status.Conditions;
import dev.drydock.operator.status.ResourceStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Restores whose end is counted, once, when it is written. */
final class ToldRestores implements ResourceStore<RestoreRequest> {
  private final ResourceStore<RestoreRequest> restores;
  private final ResourceStore<BackupRun> runs;
  private final DrydockMetrics metrics;

  ToldRestores(
      ResourceStore<RestoreRequest> restores,
      ResourceStore<BackupRun> runs,
      DrydockMetrics metrics) {
    this.restores = restores;
    this.runs = runs;
    this.metrics = metrics;
  }

  /** A write that succeeds is based on what is stored: if that had not ended, this is the end. */
  @Override
  public RestoreRequest updateStatus(RestoreRequest object) {
    boolean ends =
        isEnded(object)
            && restores
                .get(object.getMetadata().getNamespace(), object.getMetadata().getName())
                .filter(known -> !isEnded(known))
                .isPresent();
    RestoreRequest written = restores.updateStatus(object);
    if (ends && !Boolean.TRUE.equals(written.getSpec().dryRun())) {
      count(written, written.getStatus());
    }
    return written;
  }

  private static boolean isEnded(RestoreRequest restore) {
    RestoreRequestStatus status = restore.getStatus();
    return status != null
        && (Conditions.isTrue(status.conditions(), RunConditions.COMPLETE)
            || Conditions.isTrue(status.conditions(), RunConditions.FAILED));
  }

  private void count(RestoreRequest restore, RestoreRequestStatus status) {
    PolicyKey key = new PolicyKey(restore.getMetadata().getNamespace(), policy(restore));
    Condition failed = failure(status);
    metrics.restoreEnded(key, failed == null ? null : reason(failed.reason()), duration(status));
  }

  private String policy(RestoreRequest restore) {
    LocalObjectReference named = restore.getSpec().source().policyRef();
    LocalObjectReference run = restore.getSpec().source().runRef();
    if (named != null || run == null) {
      return named == null ? "" : named.name();
    }
    return runs.get(restore.getMetadata().getNamespace(), run.name())
        .map(r -> r.getSpec().policyRef().name())
        .orElse("");
  }

  private static @Nullable Condition failure(RestoreRequestStatus status) {
    return Conditions.find(status.conditions(), RunConditions.FAILED)
        .filter(c -> c.status().equals(Conditions.TRUE))
        .orElse(null);
  }

  private static FailureReason reason(String text) {
    for (FailureReason reason : FailureReason.values()) {
      if (reason.name().equals(text)) {
        return reason;
      }
    }
    return FailureReason.InternalError;
  }

  private static Duration duration(RestoreRequestStatus status) {
    return status.startTime() == null || status.completionTime() == null
        ? Duration.ZERO
        : Duration.between(
            Instant.parse(status.startTime()), Instant.parse(status.completionTime()));
  }

  @Override
  public Optional<RestoreRequest> get(String namespace, String name) {
    return restores.get(namespace, name);
  }

  @Override
  public List<RestoreRequest> list(String namespace) {
    return restores.list(namespace);
  }

  @Override
  public List<RestoreRequest> listAll() {
    return restores.listAll();
  }

  @Override
  public boolean create(RestoreRequest object) {
    return restores.create(object);
  }

  @Override
  public void delete(String namespace, String name) {
    restores.delete(namespace, name);
  }
}
