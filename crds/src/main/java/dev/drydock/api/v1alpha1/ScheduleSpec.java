// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/**
 * When runs start.
 *
 * @param timeZone IANA name of the time zone of all cron expressions of the policy
 * @param full full backups
 * @param incremental incremental backups
 * @param transactionLogs continuous capture of transaction logs
 * @param concurrencyPolicy what happens when a slot comes while a run is active
 * @param startingDeadlineSeconds how late a missed slot may still be caught up, in seconds
 * @param immediate true: one full backup as soon as the policy is created
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = NotSupportedYet.TRANSACTION_LOGS,
    message = NotSupportedYet.TRANSACTION_LOGS_MESSAGE,
    fieldPath = ".transactionLogs")
public record ScheduleSpec(
    @Default("UTC")
        @Pattern("^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*$")
        @Size(max = 64)
        @TimeZone
        String timeZone,
    @Nullable ScheduleSlot full,
    @Nullable ScheduleSlot incremental,
    @Nullable TransactionLogsSpec transactionLogs,
    @Default("Forbid") ConcurrencyPolicy concurrencyPolicy,
    @Default("21600") @Min(10) Long startingDeadlineSeconds,
    @Default("false") Boolean immediate) {}
