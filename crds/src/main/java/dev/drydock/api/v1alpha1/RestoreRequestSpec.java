// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to bring back, from where, to where.
 *
 * @param source where the data comes from
 * @param asOf instant to restore, RFC 3339; newest when absent
 * @param include what to restore; everything when absent
 * @param target where to; in place when absent
 * @param existingData what happens where data already is
 * @param dryRun true: resolve, plan and estimate, change nothing
 * @param checks what must hold afterwards, otherwise everything is rolled back
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record RestoreRequestSpec(
    @Required RestoreSource source,
    @Timestamp @Nullable String asOf,
    @Nullable RestoreInclude include,
    @Nullable RestoreTarget target,
    @Default("Fail") ExistingData existingData,
    @Default("false") Boolean dryRun,
    @KeyedBy("name") @MaxItems(64) List<ApplicationCheck> checks) {

  public RestoreRequestSpec {
    checks = checks == null ? List.of() : List.copyOf(checks);
  }
}
