// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
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
 * @param checks what must hold afterwards, otherwise the restore fails
 * @param onFailure what becomes of what was fetched when the restore fails
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "self == oldSelf",
    message = "spec is immutable; create another RestoreRequest instead")
@ValidationRule(
    value = "!has(self.asOf) || !has(self.source.runRef)",
    message =
        "asOf chooses among runs: give it with source.policyRef or source.repository, not with source.runRef",
    fieldPath = ".asOf")
@ValidationRule(
    value =
        "!has(self.onFailure) || self.onFailure != 'Hold' || !has(self.target) || !has(self.target.sandbox)",
    message = "a sandbox is removed when it fails: use RollBack, or another target",
    fieldPath = ".onFailure")
@ValidationRule(
    value =
        "!has(self.checks) || size(self.checks) == 0 || !has(self.target) || !has(self.target.application) || !has(self.target.application.compose) || !has(self.target.application.compose.start) || self.target.application.compose.start",
    message =
        "checks need the application to run: leave them out, or let target.application.compose.start be true",
    fieldPath = ".checks")
public record RestoreRequestSpec(
    @Required RestoreSource source,
    @Timestamp @Nullable String asOf,
    @Nullable RestoreInclude include,
    @Default("{\"inPlace\": {}}") @Nullable RestoreTarget target,
    @Default("Fail") ExistingData existingData,
    @Default("false") Boolean dryRun,
    @KeyedBy("name") @Size(max = 64) List<ApplicationCheck> checks,
    @Default("RollBack") @Nullable OnFailure onFailure) {

  public RestoreRequestSpec {
    checks = checks == null ? List.of() : List.copyOf(checks);
  }

  /** One that puts everything back when it fails. */
  public RestoreRequestSpec(
      RestoreSource source,
      @Nullable String asOf,
      @Nullable RestoreInclude include,
      @Nullable RestoreTarget target,
      ExistingData existingData,
      Boolean dryRun,
      List<ApplicationCheck> checks) {
    this(source, asOf, include, target, existingData, dryRun, checks, null);
  }
}
