// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * How far long work is.
 *
 * @param percent percent, 0 to 100
 * @param bytesDone bytes done
 * @param bytesTotal bytes in all, as far as known
 * @param filesDone files done
 * @param current what is worked on
 * @param bytesPerSecond bytes per second
 * @param secondsLeft seconds left, estimated
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Progress(
    @Nullable Integer percent,
    @Nullable Long bytesDone,
    @Nullable Long bytesTotal,
    @Nullable Long filesDone,
    @Nullable String current,
    @Nullable Long bytesPerSecond,
    @Nullable Long secondsLeft) {}
