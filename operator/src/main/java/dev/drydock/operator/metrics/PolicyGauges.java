// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.metrics;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the gauges of one policy show; null where nothing is known yet, which reads as NaN.
 *
 * @param lastSuccess when the newest successful run ended
 * @param lastFailure when the newest failed run ended
 * @param lastRunSucceeded whether the newest run succeeded
 * @param recoveryPoint the instant that the newest restorable state shows; its age is computed when
 *     metrics are read
 * @param recoveryPointObjective greatest age allowed
 * @param recoveryPointMet whether it is met
 * @param recoveryTime duration of the newest drill or restore
 * @param recoveryTimeObjective longest duration allowed
 * @param recoveryTimeMet whether it is met
 * @param lastCheck when the newest check ended
 * @param lastCheckPassed whether it passed
 * @param lastDrill when the newest drill ended
 * @param lastDrillPassed whether it passed
 * @param expectedInterval time between two slots of the schedule that comes most often
 * @param ready whether the policy is ready
 * @param pendingNotifications notifications that not all receivers have yet
 */
public record PolicyGauges(
    @Nullable Instant lastSuccess,
    @Nullable Instant lastFailure,
    @Nullable Boolean lastRunSucceeded,
    @Nullable Instant recoveryPoint,
    @Nullable Duration recoveryPointObjective,
    @Nullable Boolean recoveryPointMet,
    @Nullable Duration recoveryTime,
    @Nullable Duration recoveryTimeObjective,
    @Nullable Boolean recoveryTimeMet,
    @Nullable Instant lastCheck,
    @Nullable Boolean lastCheckPassed,
    @Nullable Instant lastDrill,
    @Nullable Boolean lastDrillPassed,
    @Nullable Duration expectedInterval,
    @Nullable Boolean ready,
    int pendingNotifications) {}
