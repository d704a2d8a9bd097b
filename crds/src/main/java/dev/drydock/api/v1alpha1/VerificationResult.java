// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a check or drill.
 *
 * @param name name of the object or job that did it
 * @param completionTime when it ended, RFC 3339
 * @param passed whether it passed
 * @param message what happened, in a sentence
 * @param run run that was tested
 * @param duration duration, Go duration
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VerificationResult(
    @Nullable String name,
    @Timestamp @Nullable String completionTime,
    @Nullable Boolean passed,
    @Nullable String message,
    @Nullable String run,
    @Nullable String duration) {}
