// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator;

import dev.drydock.operator.metrics.DrydockMetrics;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import java.util.Locale;
import java.util.Map;

/** Counts reconciliations by kind, never by object. */
final class ReconcileMetrics implements Metrics {
  private final DrydockMetrics metrics;

  ReconcileMetrics(DrydockMetrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public void finishedReconciliation(HasMetadata resource, Map<String, Object> metadata) {
    metrics.reconciled(kind(resource), true);
  }

  @Override
  public void failedReconciliation(
      HasMetadata resource, Exception exception, Map<String, Object> metadata) {
    metrics.reconciled(kind(resource), false);
  }

  private static String kind(HasMetadata resource) {
    return resource.getKind().toLowerCase(Locale.ROOT);
  }
}
