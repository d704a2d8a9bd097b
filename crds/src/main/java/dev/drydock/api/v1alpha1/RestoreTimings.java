// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Duration of each step, Go durations.
 *
 * @param stop stopping workloads
 * @param fetch reading from the repository
 * @param apply putting data in its place
 * @param start starting workloads until healthy
 * @param checks running the checks
 * @param total from first to last step
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RestoreTimings(
    @Nullable String stop,
    @Nullable String fetch,
    @Nullable String apply,
    @Nullable String start,
    @Nullable String checks,
    @Nullable String total) {}
