// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/**
 * A run and when it ended.
 *
 * @param name name of the run
 * @param completionTime when it ended, RFC 3339
 * @param snapshotTime the instant that its snapshots show, RFC 3339
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunReference(
    @Required String name,
    @Timestamp @Nullable String completionTime,
    @Timestamp @Nullable String snapshotTime) {}
