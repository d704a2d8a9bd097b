// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;

/**
 * A sandbox that is torn down again.
 *
 * @param timeToLive how long it stays after the checks; Go duration
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SandboxTarget(@Default("0s") @GoDuration String timeToLive) {}
