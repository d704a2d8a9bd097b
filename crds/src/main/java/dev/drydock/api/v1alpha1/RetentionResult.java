// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What retention did.
 *
 * @param kept snapshots kept
 * @param removed snapshots removed
 * @param freedBytes bytes freed
 * @param error what went wrong
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RetentionResult(
    @Nullable Integer kept,
    @Nullable Integer removed,
    @Nullable Long freedBytes,
    @Nullable String error) {}
