// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.run;

import static java.util.Objects.requireNonNull;

import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.operator.status.ConflictException;
import dev.drydock.operator.status.ResourceStore;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Duration;
import java.util.Optional;

/** Connects runs to their state machine; everything else is there. */
@ControllerConfiguration(name = "backuprun", finalizerName = "drydock.dev/backuprun")
public final class BackupRunReconciler implements Reconciler<BackupRun>, Cleaner<BackupRun> {
  private static final Duration AFTER_CONFLICT = Duration.ofMillis(200);

  private final RunMachine machine;
  private final ResourceStore<BackupRun> runs;

  /** A reconciler of these runs. */
  public BackupRunReconciler(RunMachine machine, ResourceStore<BackupRun> runs) {
    this.machine = requireNonNull(machine, "machine is null");
    this.runs = requireNonNull(runs, "runs is null");
  }

  @Override
  public UpdateControl<BackupRun> reconcile(BackupRun run, Context<BackupRun> context) {
    Optional<Duration> again;
    try {
      again = machine.advance(run.getMetadata().getNamespace(), run.getMetadata().getName());
    } catch (ConflictException e) {
      again = Optional.of(AFTER_CONFLICT);
    }
    UpdateControl<BackupRun> control = UpdateControl.noUpdate();
    again.ifPresent(delay -> control.rescheduleAfter(delay.toMillis()));
    return control;
  }

  @Override
  public DeleteControl cleanup(BackupRun run, Context<BackupRun> context) {
    BackupRun now =
        runs.get(run.getMetadata().getNamespace(), run.getMetadata().getName()).orElse(run);
    return machine
        .cancel(now)
        .map(delay -> DeleteControl.noFinalizerRemoval().rescheduleAfter(delay.toMillis()))
        .orElseGet(DeleteControl::defaultDelete);
  }
}
