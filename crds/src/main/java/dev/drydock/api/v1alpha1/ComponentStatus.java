// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One component of a run.
 *
 * @param name kind and name, such as volume/uploads
 * @param snapshot snapshot id, 64 hexadecimal digits
 * @param bytes bytes
 * @param files files
 * @param addedBytes bytes added to the repository
 * @param errors errors, one sentence each, the first 20
 * @param source of a volume on Kubernetes: what its copy is read from
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ComponentStatus(
    @Required String name,
    @Nullable String snapshot,
    @Nullable Long bytes,
    @Nullable Long files,
    @Nullable Long addedBytes,
    List<String> errors,
    @Nullable VolumeSource source) {

  public ComponentStatus {
    errors = errors == null ? List.of() : List.copyOf(errors);
  }

  /** One that is no volume on Kubernetes. */
  public ComponentStatus(
      String name,
      @Nullable String snapshot,
      @Nullable Long bytes,
      @Nullable Long files,
      @Nullable Long addedBytes,
      List<String> errors) {
    this(name, snapshot, bytes, files, addedBytes, errors, null);
  }

  /** The same, read from something else. */
  public ComponentStatus from(@Nullable VolumeSource other) {
    return new ComponentStatus(name, snapshot, bytes, files, addedBytes, errors, other);
  }
}
