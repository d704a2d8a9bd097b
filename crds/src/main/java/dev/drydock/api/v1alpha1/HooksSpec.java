// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/**
 * Commands run in workloads around a backup.
 *
 * @param pre before the first workload is touched
 * @param post after the last one is back, always
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record HooksSpec(@Size(max = 32) List<HookSpec> pre, @Size(max = 32) List<HookSpec> post) {

  public HooksSpec {
    pre = pre == null ? List.of() : List.copyOf(pre);
    post = post == null ? List.of() : List.copyOf(post);
  }
}
