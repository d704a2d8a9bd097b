// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Min;
import org.jspecify.annotations.Nullable;

/**
 * Which snapshots are kept; a snapshot stays if any rule wants it.
 *
 * @param keepLast number of newest runs to keep
 * @param keepHourly number of hours to keep
 * @param keepDaily number of days to keep
 * @param keepWeekly number of ISO weeks to keep
 * @param keepMonthly number of months to keep
 * @param keepYearly number of years to keep
 * @param keepWithin everything younger than this, counted back from the newest snapshot, such as
 *     14d or 1y6m
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RetentionSpec(
    @Min(0) @Nullable Integer keepLast,
    @Min(0) @Nullable Integer keepHourly,
    @Min(0) @Nullable Integer keepDaily,
    @Min(0) @Nullable Integer keepWeekly,
    @Min(0) @Nullable Integer keepMonthly,
    @Min(0) @Nullable Integer keepYearly,
    @Nullable String keepWithin) {}
