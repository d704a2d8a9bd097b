// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.ownership;

import dev.drydock.api.v1alpha1.BackupPolicy;
import dev.drydock.mover.job.JobResult;
import dev.drydock.mover.job.JobSpec;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a policy counts as its own: the runs that it made, those of which nobody knows who made
 * them, and those that are older than it. The latter are its inheritance: of a policy of the same
 * name that was deleted, or of a host that is gone. Younger ones of others are of somebody who
 * lives. Pure.
 *
 * @param uid uid of the policy, the owner that its movers are told
 * @param since when the policy was created
 */
public record Ownership(String uid, Instant since) {
  /** The ownership of a policy. */
  public static Ownership of(BackupPolicy policy) {
    return new Ownership(
        policy.getMetadata().getUid(), Instant.parse(policy.getMetadata().getCreationTimestamp()));
  }

  /** Whether a run in the repository is the policy's own. */
  public boolean isOwn(JobResult.Run run) {
    return run.owner() == null || run.owner().equals(uid) || run.time().isBefore(since);
  }

  /** The newest of these runs that somebody else made who still lives, as far as one can tell. */
  public Optional<JobResult.Run> rival(List<JobResult.Run> runs, Instant now) {
    Instant silent = now.minus(JobSpec.Retain.SILENCE);
    return runs.stream()
        .filter(run -> !isOwn(run) && !run.time().isBefore(silent))
        .max(Comparator.comparing(JobResult.Run::time));
  }
}
