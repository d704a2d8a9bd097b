// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The recovery objectives that the policy is measured against.
 *
 * @param recoveryTime longest time from the start of a restore to a working application; Go
 *     duration
 * @param recoveryPoint greatest age of the newest restorable state; Go duration
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ObjectivesSpec(
    @GoDuration @Nullable String recoveryTime, @GoDuration @Nullable String recoveryPoint) {}
