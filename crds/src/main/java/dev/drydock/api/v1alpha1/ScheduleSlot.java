// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/**
 * A cron expression and how far its slots are spread.
 *
 * @param cron cron expression of five fields
 * @param jitter longest delay after the slot, constant for each policy and slot; Go duration such
 *     as 5m
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ScheduleSlot(@Cron @Required String cron, @GoDuration @Nullable String jitter) {}
