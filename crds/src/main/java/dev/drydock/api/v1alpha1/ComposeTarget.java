// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * A compose project to create.
 *
 * @param project name of the project
 * @param directory absolute path of the directory for its files
 * @param start whether it is started once it is restored; without that, its ports and names can be
 *     changed before it runs beside the original
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ComposeTarget(
    @Required @Size(max = 63) @Pattern("^[a-z0-9][a-z0-9_-]*$") String project,
    @Required @Pattern("^/.+") @Size(max = 4096) String directory,
    @Default("true") @Nullable Boolean start) {

  /** One that is started. */
  public ComposeTarget(String project, String directory) {
    this(project, directory, null);
  }
}
