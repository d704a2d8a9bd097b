// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/**
 * A repository in a directory.
 *
 * @param path absolute path of the directory
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FilesystemRepository(@Required @Pattern("^/.+") @Size(max = 4096) String path) {}
