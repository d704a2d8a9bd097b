// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.restore;

import dev.drydock.api.v1alpha1.ApplicationSpec;
import dev.drydock.api.v1alpha1.BackupPolicy;
import dev.drydock.api.v1alpha1.BackupPolicySpec;
import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.api.v1alpha1.BackupRunStatus;
import dev.drydock.api.v1alpha1.RepositorySpec;
import dev.drydock.api.v1alpha1.RestoreRequestSpec;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.ownership.Ownership;
import dev.drydock.operator.status.ResourceStore;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds out where a request restores from. Safe for use by many threads. */
final class Sources {
  private final ResourceStore<BackupPolicy> policies;
  private final ResourceStore<BackupRun> runs;

  Sources(ResourceStore<BackupPolicy> policies, ResourceStore<BackupRun> runs) {
    this.policies = policies;
    this.runs = runs;
  }

  /**
   * Where a request restores from.
   *
   * @param repository the repository
   * @param selection which of its runs
   * @param policy the policy, as far as there is one
   */
  record Source(
      RepositorySpec repository, RunSelection selection, @Nullable BackupPolicySpec policy) {}

  /**
   * Where this request restores from.
   *
   * @throws DrydockException InvalidRequest when it names what does not exist
   */
  Source find(String namespace, RestoreRequestSpec spec) {
    var source = spec.source();
    var asOf = asOf(spec);
    if (source.policyRef() != null) {
      var name = source.policyRef().name();
      var policy =
          policy(namespace, name)
              .orElseThrow(
                  () ->
                      invalid(
                          "spec.source.policyRef: there is no BackupPolicy %s in namespace %s. Create it, or name the repository itself in spec.source.repository."
                              .formatted(name, namespace)));
      return new Source(
          policy.repository(),
          new RunSelection(
              project(policy.application()), name, null, asOf, ownership(namespace, name)),
          policy);
    }
    if (source.runRef() != null) {
      return ofRun(namespace, source.runRef().name(), asOf);
    }
    if (source.repository() != null) {
      return new Source(
          source.repository(),
          new RunSelection(source.application(), null, null, asOf, null),
          null);
    }
    throw invalid("spec.source needs one of policyRef, runRef, repository.");
  }

  private Source ofRun(String namespace, String name, @Nullable Instant asOf) {
    var run =
        runs.get(namespace, name)
            .orElseThrow(
                () ->
                    invalid(
                        "spec.source.runRef: there is no BackupRun %s in namespace %s. The repository may hold it still: use spec.source.policyRef or spec.source.repository with spec.asOf."
                            .formatted(name, namespace)));
    var policyName = run.getSpec().policyRef().name();
    var policy =
        Optional.ofNullable(run.getStatus())
            .map(BackupRunStatus::resolved)
            .or(() -> policy(namespace, policyName))
            .orElseThrow(
                () ->
                    invalid(
                        "spec.source.runRef: BackupRun %s has not started, and its BackupPolicy %s does not exist."
                            .formatted(name, policyName)));
    var selection =
        new RunSelection(
            project(policy.application()),
            policyName,
            name,
            asOf,
            ownership(namespace, policyName));
    return new Source(policy.repository(), selection, policy);
  }

  private Optional<BackupPolicySpec> policy(String namespace, String name) {
    return policies.get(namespace, name).map(BackupPolicy::getSpec);
  }

  private @Nullable Ownership ownership(String namespace, String name) {
    return policies.get(namespace, name).map(Ownership::of).orElse(null);
  }

  private static @Nullable String project(ApplicationSpec application) {
    if (application.compose() != null) {
      return application.compose().project();
    }
    return application.kubernetes() == null
        ? null
        : String.join("+", application.kubernetes().namespaces());
  }

  /**
   * The instant that the request names, if it names one.
   *
   * @throws DrydockException InvalidRequest when it is none
   */
  static @Nullable Instant asOf(RestoreRequestSpec spec) {
    var text = spec.asOf();
    try {
      return text == null ? null : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw new DrydockException(
          FailureReason.InvalidRequest,
          "spec.asOf: '" + text + "' is no instant; write it like 2026-11-22T07:59:00Z.",
          e);
    }
  }

  private static DrydockException invalid(String message) {
    return new DrydockException(FailureReason.InvalidRequest, message);
  }
}
