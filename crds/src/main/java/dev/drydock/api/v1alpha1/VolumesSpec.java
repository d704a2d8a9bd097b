// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which volumes are protected; all persistent ones by default.
 *
 * @param include names of volumes to take, all when empty
 * @param exclude names of volumes to leave out
 * @param snapshots on Kubernetes: whether they are copied from VolumeSnapshots
 * @param snapshotClassName VolumeSnapshotClass to make them with; one that suits the driver of each
 *     volume when absent
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record VolumesSpec(
    @Size(max = 256) List<@Size(max = 253) String> include,
    @Size(max = 256) List<@Size(max = 253) String> exclude,
    @Default("Auto") SnapshotMode snapshots,
    @Size(min = 1, max = 253) @Nullable String snapshotClassName) {

  /** With snapshots where they can be made. */
  public VolumesSpec(List<String> include, List<String> exclude) {
    this(include, exclude, SnapshotMode.Auto, null);
  }

  public VolumesSpec {
    include = include == null ? List.of() : List.copyOf(include);
    exclude = exclude == null ? List.of() : List.copyOf(exclude);
  }
}
