// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/**
 * What a policy protects: exactly one of the two.
 *
 * @param compose a compose project on a Docker host
 * @param kubernetes a selection of Kubernetes objects
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "has(self.compose) != has(self.kubernetes)",
    message = "exactly one of compose and kubernetes must be set")
public record ApplicationSpec(
    @Nullable ComposeApplication compose, @Nullable KubernetesApplication kubernetes) {}
