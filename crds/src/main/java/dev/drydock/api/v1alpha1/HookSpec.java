// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;

/**
 * One hook.
 *
 * @param exec a command in a running workload
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HookSpec(@Required ExecHook exec) {}
