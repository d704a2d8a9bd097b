// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator;

import dev.drydock.operator.restore.RestoreSettings;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Set;

/**
 * How an operator is run.
 *
 * @param namespaces namespaces whose objects it looks after; all when empty
 * @param registry where metrics are kept
 * @param moverDeadline after this long a mover is stopped
 * @param checkGrace how long the checks of a restore may fail after the start before that counts
 * @param onInformerStopped runs when the connection to the API is lost for good; it must not be
 *     taken lightly, because nothing is backed up any more
 * @param sweep whether sandboxes that no request wants are removed at the start
 */
public record OperatorSettings(
    Set<String> namespaces,
    PrometheusMeterRegistry registry,
    Duration moverDeadline,
    Duration checkGrace,
    Runnable onInformerStopped,
    boolean sweep) {

  public OperatorSettings {
    namespaces = Set.copyOf(namespaces);
  }

  /**
   * All namespaces, a registry of its own, a day for each mover, the usual grace for checks; a lost
   * API is only logged.
   */
  public static OperatorSettings standard() {
    return new OperatorSettings(
        Set.of(),
        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
        Duration.ofHours(24),
        RestoreSettings.defaults().checkGrace(),
        () -> {},
        true);
  }

  /** The same for these namespaces only; for all when there are none. */
  public OperatorSettings withNamespaces(Set<String> names) {
    return new OperatorSettings(
        names, registry, moverDeadline, checkGrace, onInformerStopped, sweep);
  }

  /** The same without a sweep, for an operator that lives for one request. */
  public OperatorSettings withoutSweep() {
    return new OperatorSettings(
        namespaces, registry, moverDeadline, checkGrace, onInformerStopped, false);
  }

  /** The same, with this when the API is lost for good. */
  public OperatorSettings withOnInformerStopped(Runnable action) {
    return new OperatorSettings(namespaces, registry, moverDeadline, checkGrace, action, sweep);
  }

  /** The same with another grace for checks. */
  public OperatorSettings withCheckGrace(Duration grace) {
    return new OperatorSettings(
        namespaces, registry, moverDeadline, grace, onInformerStopped, sweep);
  }
}
