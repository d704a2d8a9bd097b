// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Where to: exactly one.
 *
 * @param inPlace the application itself
 * @param application another application
 * @param sandbox a sandbox that is torn down again
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RestoreTarget(
    @Nullable InPlaceTarget inPlace,
    @Nullable ApplicationTarget application,
    @Nullable SandboxTarget sandbox) {}
