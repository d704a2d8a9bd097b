// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;

/**
 * A slot whose run never started.
 *
 * @param schedule full, incremental, check or drill
 * @param time the slot, RFC 3339
 * @param reason why
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MissedSlot(
    @Required String schedule, @Timestamp @Required String time, @Required String reason) {}
