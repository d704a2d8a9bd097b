// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * How backups are proved.
 *
 * @param check check of the repository
 * @param drill restore drill
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VerificationSpec(@Nullable CheckSpec check, @Nullable DrillSpec drill) {}
