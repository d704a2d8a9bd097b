// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.metrics;

import static java.util.Objects.requireNonNull;

import dev.drydock.mover.failure.FailureReason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The one place that knows the names of metrics. Labels are {@code namespace}, {@code policy} and
 * where it says so one more; never names of runs or paths, so that their number stays small. Safe
 * for use by many threads.
 */
public final class DrydockMetrics {
  private static final String NAMESPACE = "namespace";
  private static final String POLICY = "policy";
  private static final String ATTEMPTS = "drydock_backup_attempts_total";
  private static final String SUCCESS = "drydock_backup_success_total";
  private static final String DEGRADED = "drydock_backup_degraded_total";
  private static final String ADDED = "drydock_backup_added_bytes_total";
  private static final String FAILURE = "drydock_backup_failure_total";
  private static final String RETENTION = "drydock_retention_failure_total";
  private static final String MISSED = "drydock_schedule_missed_total";
  private static final String CHECKS = "drydock_check_total";
  private static final String DRILLS = "drydock_drill_total";
  private static final String RESTORED = "drydock_restore_success_total";
  private static final String RESTORE_FAILURE = "drydock_restore_failure_total";
  private static final String UNDELIVERED = "drydock_notification_failure_total";
  private static final String DROPPED = "drydock_notification_dropped_total";

  private final MeterRegistry registry;
  private final Clock clock;
  private final Map<PolicyKey, PolicyGauges> gauges = new ConcurrentHashMap<>();

  /** Metrics in this registry; ages are told by this clock. */
  public DrydockMetrics(MeterRegistry registry, Clock clock) {
    this.registry = requireNonNull(registry, "registry is null");
    this.clock = requireNonNull(clock, "clock is null");
  }

  /**
   * What a replica of the operator says of itself, also while another one leads and it has no other
   * metrics, in the text format of Prometheus.
   */
  public static String leading(boolean leads) {
    return """
        # HELP drydock_operator_leading Whether this replica reconciles
        # TYPE drydock_operator_leading gauge
        drydock_operator_leading %d
        """
        .formatted(leads ? 1 : 0);
  }

  /** A run started. */
  public void backupStarted(PolicyKey policy, String type) {
    count(ATTEMPTS, "Runs started", policy, "type", type);
  }

  /** A run succeeded. */
  public void backupSucceeded(PolicyKey policy, Duration duration, long added, boolean degraded) {
    count(SUCCESS, "Runs that succeeded", policy);
    if (degraded) {
      count(DEGRADED, "Runs that succeeded in part", policy);
    }
    counter(ADDED, "Bytes added to repositories", policy).increment((double) added);
    duration(
        "drydock_backup_duration_seconds", "Duration of runs that succeeded", policy, duration);
  }

  /** A run failed. */
  public void backupFailed(PolicyKey policy, FailureReason reason) {
    count(FAILURE, "Runs that failed", policy, "reason", reason.name());
  }

  /** Retention failed after a run. */
  public void retentionFailed(PolicyKey policy) {
    count(RETENTION, "Failed attempts to apply retention", policy);
  }

  /** Slots were missed for good. */
  public void slotsMissed(PolicyKey policy, String schedule, int slots) {
    counter(MISSED, "Slots missed for good", policy, "schedule", schedule).increment(slots);
  }

  /** A check of the repository ended. */
  public void checkEnded(PolicyKey policy, boolean passed) {
    count(CHECKS, "Checks of repositories", policy, "result", result(passed));
  }

  /** A restore drill ended. */
  public void drillEnded(PolicyKey policy, boolean passed) {
    count(DRILLS, "Restore drills", policy, "result", result(passed));
  }

  /**
   * A restore ended.
   *
   * @param policy the policy whose backups were restored; its name is empty when there is none
   * @param reason why it failed; null when it succeeded
   * @param duration from first to last step
   */
  public void restoreEnded(PolicyKey policy, @Nullable FailureReason reason, Duration duration) {
    if (reason == null) {
      count(RESTORED, "Restores that succeeded", policy);
      duration(
          "drydock_restore_duration_seconds",
          "Duration of restores that succeeded",
          policy,
          duration);
    } else {
      count(RESTORE_FAILURE, "Restores that failed", policy, "reason", reason.name());
    }
  }

  /** A receiver did not take a notification, which is sent again. */
  public void notificationFailed(PolicyKey policy) {
    count(UNDELIVERED, "Failed attempts to deliver a notification", policy);
  }

  /** A notification is given up. */
  public void notificationDropped(PolicyKey policy) {
    count(DROPPED, "Notifications that were given up", policy);
  }

  /** One reconciliation ended. */
  public void reconciled(String controller, boolean succeeded) {
    registry
        .counter(
            "drydock_reconcile_total",
            Tags.of("controller", controller, "result", result(succeeded)))
        .increment();
  }

  /** Sets what the gauges of a policy show; from then on its counters are there too. */
  public void show(PolicyKey policy, PolicyGauges values) {
    if (gauges.put(policy, values) == null) {
      register(policy);
      zero(policy);
    }
  }

  /** Drops all metrics of a policy that is gone. */
  public void forget(PolicyKey policy) {
    gauges.remove(policy);
    for (Meter meter : registry.getMeters()) {
      if (tags(policy).stream()
          .allMatch(t -> t.getValue().equals(meter.getId().getTag(t.getKey())))) {
        registry.remove(meter);
      }
    }
  }

  /** The first failure is a change that alerts see only when there was a zero before it. */
  private void zero(PolicyKey policy) {
    for (String type : List.of("Full", "Incremental")) {
      counter(ATTEMPTS, "Runs started", policy, "type", type);
    }
    counter(SUCCESS, "Runs that succeeded", policy);
    counter(DEGRADED, "Runs that succeeded in part", policy);
    counter(ADDED, "Bytes added to repositories", policy);
    counter(RETENTION, "Failed attempts to apply retention", policy);
    for (String schedule : List.of("full", "incremental", "check", "drill")) {
      counter(MISSED, "Slots missed for good", policy, "schedule", schedule);
    }
    for (String result : List.of(result(true), result(false))) {
      counter(CHECKS, "Checks of repositories", policy, "result", result);
      counter(DRILLS, "Restore drills", policy, "result", result);
    }
    counter(RESTORED, "Restores that succeeded", policy);
    for (FailureReason reason : FailureReason.values()) {
      counter(FAILURE, "Runs that failed", policy, "reason", reason.name());
      counter(RESTORE_FAILURE, "Restores that failed", policy, "reason", reason.name());
    }
    counter(UNDELIVERED, "Failed attempts to deliver a notification", policy);
    counter(DROPPED, "Notifications that were given up", policy);
  }

  private void register(PolicyKey policy) {
    gauge(policy, "drydock_backup_last_success_timestamp_seconds", g -> at(g.lastSuccess()));
    gauge(policy, "drydock_backup_last_failure_timestamp_seconds", g -> at(g.lastFailure()));
    gauge(policy, "drydock_backup_last_status", g -> flag(g.lastRunSucceeded()));
    gauge(policy, "drydock_recovery_point_age_seconds", g -> age(g.recoveryPoint()));
    gauge(
        policy,
        "drydock_recovery_point_objective_seconds",
        g -> seconds(g.recoveryPointObjective()));
    gauge(policy, "drydock_recovery_point_objective_met", g -> flag(g.recoveryPointMet()));
    gauge(policy, "drydock_recovery_time_seconds", g -> seconds(g.recoveryTime()));
    gauge(
        policy, "drydock_recovery_time_objective_seconds", g -> seconds(g.recoveryTimeObjective()));
    gauge(policy, "drydock_recovery_time_objective_met", g -> flag(g.recoveryTimeMet()));
    gauge(policy, "drydock_check_last_timestamp_seconds", g -> at(g.lastCheck()));
    gauge(policy, "drydock_check_last_status", g -> flag(g.lastCheckPassed()));
    gauge(policy, "drydock_drill_last_timestamp_seconds", g -> at(g.lastDrill()));
    gauge(policy, "drydock_drill_last_status", g -> flag(g.lastDrillPassed()));
    gauge(policy, "drydock_schedule_expected_interval_seconds", g -> seconds(g.expectedInterval()));
    gauge(policy, "drydock_policy_ready", g -> flag(g.ready()));
    gauge(policy, "drydock_notification_pending", g -> Double.valueOf(g.pendingNotifications()));
  }

  private void gauge(PolicyKey policy, String name, Function<PolicyGauges, Double> value) {
    Gauge.builder(
            name,
            () -> {
              PolicyGauges shown = gauges.get(policy);
              return shown == null ? Double.NaN : value.apply(shown);
            })
        .tags(tags(policy))
        .register(registry);
  }

  private double age(@Nullable Instant instant) {
    return instant == null
        ? Double.NaN
        : Duration.between(instant, clock.instant()).toMillis() / 1000.0;
  }

  private static double at(@Nullable Instant instant) {
    return instant == null ? Double.NaN : instant.getEpochSecond();
  }

  private static double seconds(@Nullable Duration duration) {
    return duration == null ? Double.NaN : duration.toMillis() / 1000.0;
  }

  private static double flag(@Nullable Boolean value) {
    return value == null ? Double.NaN : value ? 1 : 0;
  }

  private static String result(boolean good) {
    return good ? "success" : "failure";
  }

  private void count(String name, String description, PolicyKey policy, String... more) {
    counter(name, description, policy, more).increment();
  }

  private Counter counter(String name, String description, PolicyKey policy, String... more) {
    return Counter.builder(name)
        .description(description)
        .tags(tags(policy).and(more))
        .register(registry);
  }

  private void duration(String name, String description, PolicyKey policy, Duration duration) {
    Timer.builder(name)
        .description(description)
        .tags(tags(policy))
        .serviceLevelObjectives(
            Duration.ofSeconds(10),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(15),
            Duration.ofHours(1),
            Duration.ofHours(4),
            Duration.ofHours(12))
        .register(registry)
        .record(duration);
  }

  private static Tags tags(PolicyKey policy) {
    return Tags.of(NAMESPACE, policy.namespace(), POLICY, policy.name());
  }
}
