// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/**
 * Another application.
 *
 * @param compose compose project to create
 * @param kubernetes namespaces to create
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "has(self.compose) != has(self.kubernetes)",
    message = "exactly one of compose and kubernetes must be set")
public record ApplicationTarget(
    @Nullable ComposeTarget compose, @Nullable KubernetesTarget kubernetes) {}
