// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/**
 * Names an object in the same namespace.
 *
 * @param name name of the object
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LocalObjectReference(@Required @Size(min = 1, max = 253) String name) {}
