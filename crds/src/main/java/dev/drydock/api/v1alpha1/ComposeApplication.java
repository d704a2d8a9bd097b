// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/**
 * A compose project.
 *
 * @param project name of the compose project
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ComposeApplication(
    @Required @Size(max = 63) @Pattern("^[a-z0-9][a-z0-9_-]*$") String project) {}
