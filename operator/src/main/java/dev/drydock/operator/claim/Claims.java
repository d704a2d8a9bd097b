// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.claim;

import dev.drydock.api.v1alpha1.ApplicationSpec;
import dev.drydock.api.v1alpha1.BackupPolicy;
import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.api.v1alpha1.RestoreRequest;
import dev.drydock.operator.status.ResourceStore;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All claims there are, of all namespaces: an application is one, whoever names it. They are kept
 * in the statuses of runs and restores and nowhere else. Safe for use by many threads.
 */
public final class Claims {
  /** The step of a restore that waits for its turn. */
  public static final String QUEUE = "Queue";

  /** The step of a run or restore that asks whether it is its turn. */
  public static final String ASK = "Ask";

  /** True on a restore: it failed, and what it had changed could not be put back. */
  public static final String LEFT_BROKEN = "RollbackFailed";

  private final ResourceStore<BackupRun> runs;
  private final ResourceStore<BackupPolicy> policies;
  private final ResourceStore<RestoreRequest> restores;

  /** Claims of these. */
  public Claims(
      ResourceStore<BackupRun> runs,
      ResourceStore<BackupPolicy> policies,
      ResourceStore<RestoreRequest> restores) {
    this.runs = runs;
    this.policies = policies;
    this.restores = restores;
  }

  /** Whether a run may go on, as its status has been written. */
  public Turn of(BackupRun run) {
    return turn(RunClaims.of(run, policy(run)));
  }

  /** Whether a restore may go on, as its status has been written. */
  public Turn of(RestoreRequest restore) {
    return turn(RestoreClaims.of(restore));
  }

  /** Whether nobody has, or waits for, the application of a run that has ended. */
  public boolean isFree(BackupRun ended) {
    ApplicationSpec application = RunClaims.pinned(ended);
    return all().stream().noneMatch(claim -> Claim.isSame(claim.application(), application));
  }

  private Turn turn(Optional<Claim> mine) {
    return mine.<Turn>map(claim -> Turns.of(claim, all())).orElseGet(Turn.Mine::new);
  }

  private List<Claim> all() {
    List<RestoreRequest> all = restores.listAll();
    return Stream.concat(
            runs.listAll().stream().flatMap(r -> RunClaims.of(r, policy(r)).stream()),
            Stream.concat(
                all.stream().flatMap(r -> RestoreClaims.of(r).stream()),
                RestoreClaims.broken(all).stream()))
        .toList();
  }

  /** The application that the policy of a run names; asked only while the run has not pinned it. */
  private @Nullable ApplicationSpec policy(BackupRun run) {
    if (RunClaims.isEnded(run) || RunClaims.pinned(run) != null) {
      return null;
    }
    return policies
        .get(run.getMetadata().getNamespace(), run.getSpec().policyRef().name())
        .map(p -> p.getSpec().application())
        .orElse(null);
  }
}
