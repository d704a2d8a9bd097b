// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * Names one key of a Secret in the same namespace.
 *
 * @param name name of the Secret
 * @param key key within it; the usual one for its purpose when absent
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SecretKeyReference(
    @Required @Size(min = 1, max = 253) String name,
    @Size(min = 1, max = 253) @Nullable String key) {}
