// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
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
@ValidationRule(
    value =
        "[has(self.keepLast) && self.keepLast > 0, has(self.keepHourly) && self.keepHourly > 0, has(self.keepDaily) && self.keepDaily > 0, has(self.keepWeekly) && self.keepWeekly > 0, has(self.keepMonthly) && self.keepMonthly > 0, has(self.keepYearly) && self.keepYearly > 0, has(self.keepWithin)].exists(x, x)",
    message =
        "at least one keep rule must be given and greater than zero; otherwise nothing would be kept")
public record RetentionSpec(
    @Min(0) @Nullable Integer keepLast,
    @Min(0) @Nullable Integer keepHourly,
    @Min(0) @Nullable Integer keepDaily,
    @Min(0) @Nullable Integer keepWeekly,
    @Min(0) @Nullable Integer keepMonthly,
    @Min(0) @Nullable Integer keepYearly,
    @Pattern("^([0-9]+[ymdh])+$") @Size(max = 32) @Nullable String keepWithin) {}
