// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.policy;

import dev.drydock.api.v1alpha1.MissedSlot;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What follows from an observation.
 *
 * @param actions what to do now
 * @param lastSlots the slots handled, by schedule, with those of this plan
 * @param lastSchedules the schedules that these are slots of
 * @param missed slots that are missed for good, as of now
 * @param next when something is due next; null when nothing ever is
 */
record PolicyPlan(
    List<PolicyAction> actions,
    Map<String, String> lastSlots,
    Map<String, String> lastSchedules,
    List<MissedSlot> missed,
    @Nullable Instant next) {}
