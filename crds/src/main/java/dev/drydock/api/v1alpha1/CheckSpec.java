// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;

/**
 * Check of the repository.
 *
 * @param cron cron expression of five fields
 * @param readDataPercent share of the stored data that each check reads and verifies, in percent
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CheckSpec(
    @Cron @Required String cron, @Default("0") @Min(0) @Max(100) Integer readDataPercent) {}
