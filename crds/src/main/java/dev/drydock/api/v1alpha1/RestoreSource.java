// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
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
public record RestoreSource(
    @Nullable LocalObjectReference policyRef,
    @Nullable LocalObjectReference runRef,
    @Nullable RepositorySpec repository,
    @Nullable String application) {}
