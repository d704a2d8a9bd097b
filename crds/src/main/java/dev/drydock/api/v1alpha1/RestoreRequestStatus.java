// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a restore stands or ended.
 *
 * @param observedGeneration generation of the spec that this status speaks of
 * @param phase where it stands, for the printed column
 * @param conditions Complete, Failed, RecoveryTimeObjectiveMet; Waiting while something has to pass
 *     by itself, Held while it stands still after a failure; Ready, Reconciling and Stalled as in
 *     kstatus
 * @param startTime when it started, RFC 3339
 * @param completionTime when it ended, RFC 3339
 * @param step the step it is in
 * @param stepTime when the step began, RFC 3339
 * @param attempt the attempt that owns the step
 * @param resolvedSource what is restored; pinned once
 * @param plan the steps, one sentence each
 * @param estimate estimated duration, Go duration
 * @param quiesced workloads that were stopped, with their prior state
 * @param progress how far it is
 * @param timings duration of each step
 * @param checks outcome of each check
 * @param sandbox name of the sandbox, while there is one
 * @param sandboxExpires when the sandbox is torn down, RFC 3339
 * @param source where the data comes from, for the printed column
 * @param target where it goes to, for the printed column
 * @param resumed value of the annotation {@code drydock.dev/resume} that was followed last
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record RestoreRequestStatus(
    @Nullable Long observedGeneration,
    @Nullable Phase phase,
    @KeyedBy("type") @Size(max = 16) List<Condition> conditions,
    @Timestamp @Nullable String startTime,
    @Timestamp @Nullable String completionTime,
    @Nullable String step,
    @Nullable String stepTime,
    @Nullable Long attempt,
    @Nullable ResolvedSource resolvedSource,
    List<String> plan,
    @Nullable String estimate,
    @KeyedBy("id") List<WorkloadRecord> quiesced,
    @Nullable Progress progress,
    @Nullable RestoreTimings timings,
    @KeyedBy("name") List<CheckOutcome> checks,
    @Nullable String sandbox,
    @Timestamp @Nullable String sandboxExpires,
    @Nullable String source,
    @Nullable String target,
    @Nullable String resumed) {

  public RestoreRequestStatus {
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
    plan = plan == null ? List.of() : List.copyOf(plan);
    quiesced = quiesced == null ? List.of() : List.copyOf(quiesced);
    checks = checks == null ? List.of() : List.copyOf(checks);
  }
}
