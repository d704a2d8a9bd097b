// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.testing.MutableClock;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class DrydockMetricsTest {
  private static final PolicyKey SHOP = new PolicyKey("default", "shop");

  private final MutableClock clock = MutableClock.at("2026-11-22T06:00:00Z");
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final DrydockMetrics metrics = new DrydockMetrics(registry, clock);

  @Test
  void countsUnderTheNamesThatAlertsUse() {
    metrics.backupStarted(SHOP, "Full");
    metrics.backupSucceeded(SHOP, Duration.ofSeconds(61), 1000, true);
    metrics.backupFailed(SHOP, FailureReason.DumpFailed);
    metrics.slotsMissed(SHOP, "full", 2);
    metrics.checkEnded(SHOP, false);
    metrics.drillEnded(SHOP, true);
    metrics.restoreEnded(SHOP, null, Duration.ofMinutes(6));
    metrics.restoreEnded(SHOP, FailureReason.CheckFailed, Duration.ofMinutes(6));
    metrics.reconciled("backuprun", true);

    assertThat(registry.scrape())
        .contains(
            "drydock_backup_attempts_total{namespace=\"default\",policy=\"shop\",type=\"Full\"}"
                + " 1.0",
            "drydock_backup_success_total{namespace=\"default\",policy=\"shop\"} 1.0",
            "drydock_backup_degraded_total{namespace=\"default\",policy=\"shop\"} 1.0",
            "drydock_backup_added_bytes_total{namespace=\"default\",policy=\"shop\"} 1000.0",
            "drydock_backup_duration_seconds_sum{namespace=\"default\",policy=\"shop\"} 61.0",
            "drydock_backup_failure_total{namespace=\"default\",policy=\"shop\",reason=\"DumpFailed\"}"
                + " 1.0",
            "drydock_schedule_missed_total{namespace=\"default\",policy=\"shop\",schedule=\"full\"}"
                + " 2.0",
            "drydock_check_total{namespace=\"default\",policy=\"shop\",result=\"failure\"} 1.0",
            "drydock_drill_total{namespace=\"default\",policy=\"shop\",result=\"success\"} 1.0",
            "drydock_restore_success_total{namespace=\"default\",policy=\"shop\"} 1.0",
            "drydock_restore_failure_total{namespace=\"default\",policy=\"shop\",reason=\"CheckFailed\"}"
                + " 1.0",
            "drydock_reconcile_total{controller=\"backuprun\",result=\"success\"} 1.0");
  }

  @Test
  void tellsAgesWhenItIsAskedAndForgetsPoliciesThatAreGone() {
    metrics.show(SHOP, gauges(Instant.parse("2026-11-22T05:00:00Z")));
    assertThat(registry.scrape())
        .contains(
            "drydock_recovery_point_age_seconds{namespace=\"default\",policy=\"shop\"} 3600.0")
        .contains(
            "drydock_backup_last_success_timestamp_seconds{namespace=\"default\",policy=\"shop\"}"
                + " 1.7956548E9")
        .contains("drydock_notification_pending{namespace=\"default\",policy=\"shop\"} 3.0")
        .contains("drydock_policy_ready{namespace=\"default\",policy=\"shop\"} 1.0")
        .contains("drydock_drill_last_status{namespace=\"default\",policy=\"shop\"} NaN");

    clock.advance(Duration.ofMinutes(10));
    assertThat(registry.scrape())
        .contains(
            "drydock_recovery_point_age_seconds{namespace=\"default\",policy=\"shop\"} 4200.0");

    metrics.forget(SHOP);
    assertThat(registry.scrape()).doesNotContain("drydock_recovery_point_age_seconds");
  }

  @Test
  void hasEveryCounterOfAPolicyFromTheStart() {
    metrics.show(SHOP, gauges(clock.instant()));
    assertThat(registry.scrape())
        .contains(
            "drydock_backup_failure_total{namespace=\"default\",policy=\"shop\",reason=\"DumpFailed\"}"
                + " 0.0",
            "drydock_restore_failure_total{namespace=\"default\",policy=\"shop\",reason=\"CheckFailed\"}"
                + " 0.0",
            "drydock_schedule_missed_total{namespace=\"default\",policy=\"shop\",schedule=\"full\"}"
                + " 0.0",
            "drydock_drill_total{namespace=\"default\",policy=\"shop\",result=\"failure\"} 0.0",
            "drydock_notification_dropped_total{namespace=\"default\",policy=\"shop\"} 0.0");
  }

  @Test
  void forgetsAllOfAPolicyAndNothingOfTheOthers() {
    PolicyKey other = new PolicyKey("default", "other");
    metrics.show(SHOP, gauges(clock.instant()));
    metrics.show(other, gauges(clock.instant()));
    metrics.backupSucceeded(SHOP, Duration.ofSeconds(61), 1000, true);
    metrics.backupFailed(SHOP, FailureReason.DumpFailed);

    metrics.forget(SHOP);

    assertThat(registry.scrape()).doesNotContain("policy=\"shop\"");
    assertThat(registry.scrape())
        .contains("drydock_backup_success_total{namespace=\"default\",policy=\"other\"} 0.0");
    metrics.show(SHOP, gauges(clock.instant()));
    assertThat(registry.scrape())
        .contains("drydock_backup_success_total{namespace=\"default\",policy=\"shop\"} 0.0");
  }

  private static PolicyGauges gauges(Instant point) {
    return new PolicyGauges(
        Instant.ofEpochSecond(1_795_654_800),
        null,
        true,
        point,
        Duration.ofHours(24),
        true,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        Duration.ofHours(6),
        true,
        3);
  }
}
