// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/**
 * Where the data comes from: exactly one of policyRef, runRef, repository.
 *
 * @param policyRef newest or asOf run of this policy
 * @param runRef this very run
 * @param repository nothing but the repository
 * @param application with repository: name of the application; may be absent when it holds only one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "[has(self.policyRef), has(self.runRef), has(self.repository)].exists_one(x, x)",
    message = "exactly one of policyRef, runRef and repository must be set")
@ValidationRule(
    value = "!has(self.application) || has(self.repository)",
    message = "application goes with repository only; a policy or a run knows its application",
    fieldPath = ".application")
public record RestoreSource(
    @Nullable LocalObjectReference policyRef,
    @Nullable LocalObjectReference runRef,
    @Nullable RepositorySpec repository,
    @Size(min = 1, max = 253) @Nullable String application) {}
