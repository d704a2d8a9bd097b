// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator;

import dev.drydock.api.v1alpha1.BackupPolicy;
import dev.drydock.api.v1alpha1.Condition;
import dev.drydock.api.v1alpha1.LocalObjectReference;
import dev.drydock.api.v1alpha1.NotificationEvent;
import dev.drydock.api.v1alpha1.NotificationSpec;
import dev.drydock.api.v1alpha1.RestoreRequest;
import dev.drydock.api.v1alpha1.RestoreRequestStatus;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.metrics.DrydockMetrics;
import dev.drydock.operator.metrics.PolicyKey;
import dev.drydock.operator.naming.Labels;
import dev.drydock.operator.notification.Notice;
import dev.drydock.operator.notification.Notifier;
import dev.drydock.operator.run.RunConditions;
import dev.drydock.operator.status.Conditions;
import dev.drydock.operator.status.ResourceStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Restores whose end is counted, and whose failure is told to the receivers of their policy, when
 * it is written. Drills are told by their policy.
 */
final class ToldRestores implements ResourceStore<RestoreRequest> {
  private static final Duration NEWS = Duration.ofMinutes(5);

  private final ResourceStore<RestoreRequest> restores;
  private final ResourceStore<BackupPolicy> policies;
  private final Notifier notifier;
  private final DrydockMetrics metrics;
  private final Clock clock;
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  ToldRestores(
      ResourceStore<RestoreRequest> restores,
      ResourceStore<BackupPolicy> policies,
      Notifier notifier,
      DrydockMetrics metrics,
      Clock clock) {
    this.restores = restores;
    this.policies = policies;
    this.notifier = notifier;
    this.metrics = metrics;
    this.clock = clock;
  }

  @Override
  public RestoreRequest updateStatus(RestoreRequest object) {
    RestoreRequest written = restores.updateStatus(object);
    RestoreRequestStatus status = written.getStatus();
    if (status != null && isNews(status) && told.add(written.getMetadata().getUid())) {
      tell(written, status);
    }
    return written;
  }

  private boolean isNews(RestoreRequestStatus status) {
    boolean ended =
        Conditions.isTrue(status.conditions(), RunConditions.COMPLETE)
            || Conditions.isTrue(status.conditions(), RunConditions.FAILED);
    return ended
        && status.completionTime() != null
        && Instant.parse(status.completionTime()).isAfter(clock.instant().minus(NEWS));
  }

  private void tell(RestoreRequest restore, RestoreRequestStatus status) {
    if (Boolean.TRUE.equals(restore.getSpec().dryRun())) {
      return;
    }
    LocalObjectReference named = restore.getSpec().source().policyRef();
    String namespace = restore.getMetadata().getNamespace();
    PolicyKey key = new PolicyKey(namespace, named == null ? "" : named.name());
    Condition failed = failure(status);
    metrics.restoreEnded(key, failed == null ? null : reason(failed.reason()), duration(status));
    boolean drill =
        restore.getMetadata().getLabels() != null
            && restore.getMetadata().getLabels().containsKey(Labels.DRILL);
    if (failed != null && named != null && !drill) {
      notifier.send(
          receivers(namespace, named.name()),
          new Notice(
              NotificationEvent.Failed,
              namespace,
              named.name(),
              "RestoreRequest/" + restore.getMetadata().getName(),
              failed.reason(),
              failed.message(),
              clock.instant()));
    }
  }

  private static @Nullable Condition failure(RestoreRequestStatus status) {
    return Conditions.find(status.conditions(), RunConditions.FAILED)
        .filter(c -> c.status().equals(Conditions.TRUE))
        .orElse(null);
  }

  private List<NotificationSpec> receivers(String namespace, String policy) {
    return policies.get(namespace, policy).map(p -> p.getSpec().notifications()).orElse(List.of());
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
  public boolean create(RestoreRequest object) {
    return restores.create(object);
  }

  @Override
  public void delete(String namespace, String name) {
    restores.delete(namespace, name);
  }
}
