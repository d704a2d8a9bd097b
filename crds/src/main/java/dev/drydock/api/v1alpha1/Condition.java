// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/**
 * One condition, as metav1.Condition.
 *
 * @param type type of the condition
 * @param status True, False or Unknown
 * @param observedGeneration generation of the spec that it speaks of
 * @param lastTransitionTime when status last changed, RFC 3339
 * @param reason CamelCase reason
 * @param message a sentence for people
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Condition(
    @Required String type,
    @Required @Pattern("^(True|False|Unknown)$") String status,
    @Nullable Long observedGeneration,
    @Timestamp @Required String lastTransitionTime,
    @Required String reason,
    @Required String message) {}
