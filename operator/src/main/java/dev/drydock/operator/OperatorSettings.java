// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator;

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
 * @param onInformerStopped runs when the connection to the API is lost for good; it must not be
 *     taken lightly, because nothing is backed up any more
 * @param sweep whether sandboxes that no request wants are removed at the start
 */
public record OperatorSettings(
    Set<String> namespaces,
    PrometheusMeterRegistry registry,
    Duration moverDeadline,
    Runnable onInformerStopped,
    boolean sweep) {

  public OperatorSettings {
    namespaces = Set.copyOf(namespaces);
  }

  /** All namespaces, a registry of its own, a day for each mover; a lost API is only logged. */
  public static OperatorSettings standard() {
    return new OperatorSettings(
        Set.of(),
        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
        Duration.ofHours(24),
        () -> {},
        true);
  }

  /** The same without a sweep, for an operator that lives for one request. */
  public OperatorSettings withoutSweep() {
    return new OperatorSettings(namespaces, registry, moverDeadline, onInformerStopped, false);
  }

  /** The same, with this when the API is lost for good. */
  public OperatorSettings withOnInformerStopped(Runnable action) {
    return new OperatorSettings(namespaces, registry, moverDeadline, action, sweep);
  }
}
