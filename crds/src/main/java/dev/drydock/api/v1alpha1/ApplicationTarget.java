// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Another application.
 *
 * @param compose compose project to create
 * @param kubernetes namespaces to create
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ApplicationTarget(
    @Nullable ComposeTarget compose, @Nullable KubernetesTarget kubernetes) {}
