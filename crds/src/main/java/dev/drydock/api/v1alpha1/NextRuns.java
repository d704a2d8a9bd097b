// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * When things happen next, RFC 3339.
 *
 * @param full next full
 * @param incremental next incremental
 * @param check next check
 * @param drill next drill
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NextRuns(
    @Timestamp @Nullable String full,
    @Timestamp @Nullable String incremental,
    @Timestamp @Nullable String check,
    @Timestamp @Nullable String drill) {}
