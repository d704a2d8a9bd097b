// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is restored.
 *
 * @param run name of the run
 * @param snapshots snapshot id of each component
 * @param time instant that the snapshots show, RFC 3339
 * @param application name of the application
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ResolvedSource(
    @Required String run,
    Map<String, String> snapshots,
    @Timestamp @Required String time,
    @Nullable String application) {

  public ResolvedSource {
    snapshots = snapshots == null ? Map.of() : Map.copyOf(snapshots);
  }
}
