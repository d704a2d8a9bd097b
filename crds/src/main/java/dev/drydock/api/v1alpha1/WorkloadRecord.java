// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/**
 * A workload and the state it was in.
 *
 * @param id stable identity on its platform
 * @param service compose service or workload
 * @param priorState state before Drydock touched it
 * @param order position in the start order
 * @param replicas replicas before, on Kubernetes
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WorkloadRecord(
    @Required String id,
    @Required String service,
    @Required String priorState,
    @Nullable Integer order,
    @Nullable Integer replicas) {}
