// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.metrics;

import static java.util.Objects.requireNonNull;

import dev.drydock.mover.failure.FailureReason;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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

  private final MeterRegistry registry;
  private final Clock clock;
  private final Map<PolicyKey, PolicyGauges> gauges = new ConcurrentHashMap<>();
  private final Map<PolicyKey, List<Meter>> meters = new ConcurrentHashMap<>();

  /** Metrics in this registry; ages are told by this clock. */
  public DrydockMetrics(MeterRegistry registry, Clock clock) {
    this.registry = requireNonNull(registry, "registry is null");
    this.clock = requireNonNull(clock, "clock is null");
  }

  /** A run started. */
  public void backupStarted(PolicyKey policy, String type) {
    count("drydock_backup_attempts_total", "Runs started", policy, "type", type);
  }

  /** A run succeeded. */
  public void backupSucceeded(PolicyKey policy, Duration duration, long added, boolean degraded) {
    count("drydock_backup_success_total", "Runs that succeeded", policy);
    if (degraded) {
      count("drydock_backup_degraded_total", "Runs that succeeded in part", policy);
    }
    registry.counter("drydock_backup_added_bytes_total", tags(policy)).increment((double) added);
    duration(
        "drydock_backup_duration_seconds", "Duration of runs that succeeded", policy, duration);
  }

  /** A run failed. */
  public void backupFailed(PolicyKey policy, FailureReason reason) {
    count("drydock_backup_failure_total", "Runs that failed", policy, "reason", reason.name());
  }

  /** Retention failed after a run. */
  public void retentionFailed(PolicyKey policy) {
    count("drydock_retention_failure_total", "Failed attempts to apply retention", policy);
  }

  /** Slots were missed for good. */
  public void slotsMissed(PolicyKey policy, String schedule, int slots) {
    registry
        .counter("drydock_schedule_missed_total", tags(policy).and("schedule", schedule))
        .increment(slots);
  }

  /** A check of the repository ended. */
  public void checkEnded(PolicyKey policy, boolean passed) {
    count("drydock_check_total", "Checks of repositories", policy, "result", result(passed));
  }

  /** A restore drill ended. */
  public void drillEnded(PolicyKey policy, boolean passed) {
    count("drydock_drill_total", "Restore drills", policy, "result", result(passed));
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
      count("drydock_restore_success_total", "Restores that succeeded", policy);
      duration(
          "drydock_restore_duration_seconds",
          "Duration of restores that succeeded",
          policy,
          duration);
    } else {
      count(
          "drydock_restore_failure_total", "Restores that failed", policy, "reason", reason.name());
    }
  }

  /** A receiver did not take a notification, which is sent again. */
  public void notificationFailed(PolicyKey policy) {
    count(
        "drydock_notification_failure_total", "Failed attempts to deliver a notification", policy);
  }

  /** A notification is given up. */
  public void notificationDropped(PolicyKey policy) {
    count("drydock_notification_dropped_total", "Notifications that were given up", policy);
  }

  /** One reconciliation ended. */
  public void reconciled(String controller, boolean succeeded) {
    registry
        .counter(
            "drydock_reconcile_total",
            Tags.of("controller", controller, "result", result(succeeded)))
        .increment();
  }

  /** Sets what the gauges of a policy show. */
  public void show(PolicyKey policy, PolicyGauges values) {
    gauges.put(policy, values);
    meters.computeIfAbsent(policy, this::register);
  }

  /** Drops all metrics of a policy that is gone. */
  public void forget(PolicyKey policy) {
    gauges.remove(policy);
    List<Meter> known = meters.remove(policy);
    if (known != null) {
      known.forEach(registry::remove);
    }
  }

  private List<Meter> register(PolicyKey policy) {
    List<Meter> list = new ArrayList<>();
    gauge(list, policy, "drydock_backup_last_success_timestamp_seconds", g -> at(g.lastSuccess()));
    gauge(list, policy, "drydock_backup_last_failure_timestamp_seconds", g -> at(g.lastFailure()));
    gauge(list, policy, "drydock_backup_last_status", g -> flag(g.lastRunSucceeded()));
    gauge(list, policy, "drydock_recovery_point_age_seconds", g -> age(g.recoveryPoint()));
    gauge(
        list,
        policy,
        "drydock_recovery_point_objective_seconds",
        g -> seconds(g.recoveryPointObjective()));
    gauge(list, policy, "drydock_recovery_point_objective_met", g -> flag(g.recoveryPointMet()));
    gauge(list, policy, "drydock_recovery_time_seconds", g -> seconds(g.recoveryTime()));
    gauge(
        list,
        policy,
        "drydock_recovery_time_objective_seconds",
        g -> seconds(g.recoveryTimeObjective()));
    gauge(list, policy, "drydock_recovery_time_objective_met", g -> flag(g.recoveryTimeMet()));
    gauge(list, policy, "drydock_check_last_timestamp_seconds", g -> at(g.lastCheck()));
    gauge(list, policy, "drydock_check_last_status", g -> flag(g.lastCheckPassed()));
    gauge(list, policy, "drydock_drill_last_timestamp_seconds", g -> at(g.lastDrill()));
    gauge(list, policy, "drydock_drill_last_status", g -> flag(g.lastDrillPassed()));
    gauge(
        list,
        policy,
        "drydock_schedule_expected_interval_seconds",
        g -> seconds(g.expectedInterval()));
    gauge(list, policy, "drydock_policy_ready", g -> flag(g.ready()));
    gauge(
        list,
        policy,
        "drydock_notification_pending",
        g -> Double.valueOf(g.pendingNotifications()));
    return list;
  }

  private void gauge(
      List<Meter> list, PolicyKey policy, String name, Function<PolicyGauges, Double> value) {
    list.add(
        Gauge.builder(
                name,
                () -> {
                  PolicyGauges shown = gauges.get(policy);
                  return shown == null ? Double.NaN : value.apply(shown);
                })
            .tags(tags(policy))
            .register(registry));
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
    io.micrometer.core.instrument.Counter.builder(name)
        .description(description)
        .tags(tags(policy).and(more))
        .register(registry)
        .increment();
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
