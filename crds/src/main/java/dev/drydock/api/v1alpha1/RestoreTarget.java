// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/**
 * Where to: exactly one.
 *
 * @param inPlace the application itself
 * @param application another application
 * @param sandbox a sandbox that is torn down again
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "[has(self.inPlace), has(self.application), has(self.sandbox)].exists_one(x, x)",
    message = "exactly one of inPlace, application and sandbox must be set")
public record RestoreTarget(
    @Nullable InPlaceTarget inPlace,
    @Nullable ApplicationTarget application,
    @Nullable SandboxTarget sandbox) {}
