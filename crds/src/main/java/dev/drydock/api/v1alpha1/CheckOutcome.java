// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/**
 * Outcome of one check.
 *
 * @param name name of the check
 * @param passed whether it passed
 * @param message what was seen
 * @param duration duration, Go duration
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CheckOutcome(
    @Required String name,
    @Required Boolean passed,
    @Nullable String message,
    @Nullable String duration) {}
