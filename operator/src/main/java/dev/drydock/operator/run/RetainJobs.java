// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.run;

import dev.drydock.api.v1alpha1.ApplicationSpec;
import dev.drydock.api.v1alpha1.BackupPolicySpec;
import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.api.v1alpha1.RetentionSpec;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.JobSpec;
import dev.drydock.operator.naming.Labels;
import dev.drydock.operator.platform.JobRequest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Movers that forget snapshots. */
public final class RetainJobs {
  private RetainJobs() {}

  /** Applies the rules of a policy, after one of its runs. */
  static JobRequest apply(
      String namespace,
      String job,
      String policy,
      BackupRun run,
      String owner,
      BackupPolicySpec spec,
      List<String> protectedRuns,
      Duration deadline) {
    RetentionSpec retention = spec.retention();
    return request(
        namespace,
        job,
        Labels.ofRun(policy, run.getMetadata().getName()),
        policy,
        spec,
        rules(retention),
        retention == null ? null : retention.keepWithin(),
        protectedRuns,
        false,
        owner,
        deadline);
  }

  /**
   * Forgets every snapshot of a policy.
   *
   * @param owner uid of the policy, which has no other mover any more
   */
  public static JobRequest forgetAll(
      String namespace,
      String job,
      String policy,
      String owner,
      BackupPolicySpec spec,
      Duration deadline) {
    return request(
        namespace,
        job,
        Labels.ofPolicy(policy),
        policy,
        spec,
        Map.of(),
        null,
        List.of(),
        true,
        owner,
        deadline);
  }

  private static JobRequest request(
      String namespace,
      String job,
      Map<String, String> labels,
      String policy,
      BackupPolicySpec spec,
      Map<String, Integer> rules,
      @Nullable String keepWithin,
      List<String> protectedRuns,
      boolean forgetAll,
      @Nullable String owner,
      Duration deadline) {
    return new JobRequest(
        namespace,
        job,
        labels,
        spec.repository(),
        location -> {
          if (location == null) {
            throw new DrydockException(
                FailureReason.InternalError, "A mover that forgets was given no repository.");
          }
          return new JobSpec.Retain(
              location,
              application(spec.application()),
              policy,
              rules,
              keepWithin,
              protectedRuns,
              forgetAll,
              owner);
        },
        List.of(),
        List.of(),
        deadline);
  }

  /** The name under which the snapshots of an application are kept. */
  static String application(ApplicationSpec application) {
    if (application.compose() != null) {
      return application.compose().project();
    }
    if (application.kubernetes() != null) {
      return String.join("+", application.kubernetes().namespaces());
    }
    throw new DrydockException(
        FailureReason.InvalidRequest,
        "spec.application names neither a compose project nor Kubernetes namespaces.");
  }

  private static Map<String, Integer> rules(@Nullable RetentionSpec retention) {
    Map<String, Integer> rules = new LinkedHashMap<>();
    if (retention != null) {
      put(rules, "last", retention.keepLast());
      put(rules, "hourly", retention.keepHourly());
      put(rules, "daily", retention.keepDaily());
      put(rules, "weekly", retention.keepWeekly());
      put(rules, "monthly", retention.keepMonthly());
      put(rules, "yearly", retention.keepYearly());
    }
    return rules;
  }

  private static void put(Map<String, Integer> rules, String rule, @Nullable Integer keep) {
    if (keep != null && keep > 0) {
      rules.put(rule, keep);
    }
  }
}
