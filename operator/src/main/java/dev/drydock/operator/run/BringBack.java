// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.run;

import dev.drydock.api.v1alpha1.ApplicationSpec;
import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.api.v1alpha1.BackupRunStatus;
import dev.drydock.api.v1alpha1.Condition;
import dev.drydock.api.v1alpha1.WorkloadRecord;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.claim.Claims;
import dev.drydock.operator.claim.Turn;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Goes on trying to bring back what a run had stopped, after the run has ended without. It is in
 * nobody's way: each try asks for the application as a run does, and lets go of it again. It ends
 * when the workloads are back or are no more, whoever saw to that. Safe for use by many threads.
 */
final class BringBack {
  private static final Duration SOON = Duration.ofMillis(300);
  private static final Duration TAKEN = Duration.ofSeconds(30);
  private static final Duration SHORTEST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofMinutes(15);

  private final RunDependencies on;
  private final Background background;
  private final Claims claims;
  private final Hooks hooks;
  private final Map<String, Instant> due = new ConcurrentHashMap<>();

  BringBack(RunDependencies on, Background background) {
    this.on = on;
    this.background = background;
    claims = new Claims(on.runs(), on.policies(), on.restores());
    hooks = new Hooks(on);
  }

  /** Whether a run has ended and what it had stopped is not known to be back. */
  static boolean isOpen(BackupRun run) {
    BackupRunStatus status = run.getStatus();
    return RunMachine.isEnded(run) && !status.quiesced().isEmpty() && status.resolved() != null;
  }

  /** Nothing is tried before some time has passed, since it has just failed. */
  void later(BackupRun run) {
    if (isOpen(run)) {
      RunStatusEdit edit = new RunStatusEdit(run, on.clock().instant());
      due.put(run.getMetadata().getUid(), edit.now().plus(pause(edit)));
    }
  }

  /**
   * Takes it as far as it goes now.
   *
   * @return when to come again; empty when nothing is left to bring back
   */
  Optional<Duration> advance(BackupRun ended) {
    BackupRun run = ended;
    while (isOpen(run)) {
      RunStatusEdit edit = new RunStatusEdit(run, on.clock().instant());
      Optional<Duration> wait =
          switch (edit.step) {
            case null -> look(run, edit);
            case Ask -> ask(run, edit);
            case Resolve,
                PreHooks,
                Quiesce,
                Snapshot,
                Release,
                Move,
                Resume,
                PostHooks,
                Retain,
                Finish ->
                resume(run, edit);
          };
      run = write(run, edit.status());
      if (wait.isPresent()) {
        return wait;
      }
    }
    due.remove(run.getMetadata().getUid());
    return Optional.empty();
  }

  private Optional<Duration> look(BackupRun run, RunStatusEdit edit) {
    Instant next = due.get(run.getMetadata().getUid());
    if (next != null && edit.now().isBefore(next)) {
      return Optional.of(Duration.between(edit.now(), next));
    }
    try {
      if (isOver(run, edit)) {
        return Optional.empty();
      }
    } catch (DrydockException e) {
      return Optional.of(again(run, edit));
    }
    if (!claims.isFree(run)) {
      return Optional.of(TAKEN);
    }
    edit.step = RunStep.Ask;
    return Optional.empty();
  }

  private Optional<Duration> ask(BackupRun run, RunStatusEdit edit) {
    return switch (claims.of(run)) {
      case Turn.Mine() -> {
        edit.step = RunStep.Resume;
        yield Optional.empty();
      }
      case Turn.Wait(String what) -> Optional.of(SOON);
      case Turn.Back(String what) -> {
        edit.step = null;
        due.put(run.getMetadata().getUid(), edit.now().plus(TAKEN));
        yield Optional.of(TAKEN);
      }
    };
  }

  private Optional<Duration> resume(BackupRun run, RunStatusEdit edit) {
    List<WorkloadRecord> workloads = edit.quiesced;
    Optional<Background.Outcome> outcome =
        background.run(
            RunSteps.key(run, "bring-back"),
            () -> {
              on.platform().resume(workloads);
              // They failed while the workloads that they need were not there.
              hooks.runAll(run, edit.policy(), Transitions.postHooks(edit.policy()));
            });
    if (outcome.isEmpty()) {
      return Optional.of(SOON);
    }
    edit.step = null;
    DrydockException failure = outcome.get().failure();
    if (failure == null) {
      back(run, edit, "Resumed", "All workloads are back.");
      return Optional.empty();
    }
    if (failure.reason() == FailureReason.HookFailed) {
      back(run, edit, "Resumed", "All workloads are back.");
      edit.degraded(
          FailureReason.HookFailed.name(),
          "Workloads are back, but a hook that was to follow failed: " + failure.getMessage());
      return Optional.empty();
    }
    edit.quiesced =
        Degradation.missing(on.platform(), edit.policy().application(), workloads)
            .orElse(workloads);
    Degradation.notResumed(edit, edit.quiesced, failure);
    return Optional.of(again(run, edit));
  }

  /** Whether there is nothing to bring back any more, because somebody else saw to it. */
  private boolean isOver(BackupRun run, RunStatusEdit edit) {
    List<WorkloadRecord> present = present(edit.policy().application());
    List<WorkloadRecord> there =
        edit.quiesced.stream()
            .filter(w -> present.stream().anyMatch(p -> p.id().equals(w.id())))
            .toList();
    if (there.stream().anyMatch(w -> present.stream().noneMatch(p -> Degradation.isBack(w, p)))) {
      return false;
    }
    if (there.size() == edit.quiesced.size()) {
      back(run, edit, "Resumed", "All workloads are back.");
    } else {
      back(
          run,
          edit,
          "Replaced",
          "What the run had stopped was removed or replaced since; nothing is left to bring back.");
    }
    return true;
  }

  private List<WorkloadRecord> present(ApplicationSpec application) {
    try {
      return on.platform().workloads(application);
    } catch (DrydockException e) {
      if (e.reason() == FailureReason.ApplicationNotFound) {
        return List.of();
      }
      throw e;
    }
  }

  private void back(BackupRun run, RunStatusEdit edit, String reason, String message) {
    edit.quiesced = List.of();
    Degradation.resumed(edit, reason, message);
    edit.completeAgain();
    on.events().normal(run, "WorkloadsResumed", message);
  }

  private Duration again(BackupRun run, RunStatusEdit edit) {
    Duration pause = pause(edit);
    due.put(run.getMetadata().getUid(), edit.now().plus(pause));
    return pause;
  }

  private static Duration pause(RunStatusEdit edit) {
    Condition since = edit.find(RunConditions.RESUMED);
    Duration quarter =
        since == null
            ? SHORTEST
            : Duration.between(Instant.parse(since.lastTransitionTime()), edit.now()).dividedBy(4);
    if (quarter.compareTo(SHORTEST) < 0) {
      return SHORTEST;
    }
    return quarter.compareTo(LONGEST) > 0 ? LONGEST : quarter;
  }

  private BackupRun write(BackupRun run, BackupRunStatus status) {
    if (status.equals(run.getStatus())) {
      return run;
    }
    run.setStatus(status);
    return on.runs().updateStatus(run);
  }
}
