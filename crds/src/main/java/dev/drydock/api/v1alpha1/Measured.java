// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What was measured against the objectives, as Go durations.
 *
 * @param recoveryPoint age of the newest restorable state
 * @param recoveryTime duration of the newest drill or restore
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Measured(@Nullable String recoveryPoint, @Nullable String recoveryTime) {}
