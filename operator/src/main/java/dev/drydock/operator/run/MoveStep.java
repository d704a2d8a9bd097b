// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.run;

import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.api.v1alpha1.BackupType;
import dev.drydock.api.v1alpha1.ComponentStatus;
import dev.drydock.api.v1alpha1.Progress;
import dev.drydock.api.v1alpha1.RepositoryIdentity;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.JobMessage;
import dev.drydock.mover.job.JobSpec;
import dev.drydock.operator.naming.Labels;
import dev.drydock.operator.ownership.Ownership;
import dev.drydock.operator.platform.ApplicationManifest;
import dev.drydock.operator.platform.ApplicationManifest.VolumeKind;
import dev.drydock.operator.platform.Findings;
import dev.drydock.operator.platform.JobRequest;
import dev.drydock.operator.platform.JobState;
import dev.drydock.operator.platform.VolumeSnapshots;
import dev.drydock.operator.runbook.Runbook;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The step in which a mover reads the application. */
final class MoveStep {
  private final RunDependencies on;
  private final Map<String, Instant> lastProgress = new ConcurrentHashMap<>();

  MoveStep(RunDependencies on) {
    this.on = on;
  }

  StepResult look(BackupRun run, RunStatusEdit edit) {
    String job = RunJobs.backup(run, edit.attempt);
    try {
      Optional<JobState> state = on.platform().job(run.getMetadata().getNamespace(), job);
      return state.isEmpty() && edit.progress == null
          ? start(run, edit, job)
          : seen(run, edit, job, state);
    } catch (DrydockException e) {
      // That it cannot be seen says nothing about the mover.
      edit.waitsFor("the platform, to see how its mover stands: " + e.getMessage());
      return new StepResult.Wait(on.settings().poll());
    }
  }

  private StepResult start(BackupRun run, RunStatusEdit edit, String job) {
    try {
      Optional<String> missing = provide(run, edit);
      if (missing.isPresent()) {
        edit.waitsFor(missing.get());
        return new StepResult.Wait(on.settings().poll());
      }
    } catch (DrydockException e) {
      if (e.reason() == FailureReason.PlatformError) {
        throw e;
      }
      failed(run, edit, e.reason(), String.valueOf(e.getMessage()));
      return new StepResult.Go();
    }
    RunJobs.removeBefore(on.platform(), run, edit.attempt);
    try {
      on.platform().startJob(request(run, edit, job));
    } catch (DrydockException e) {
      failed(run, edit, e.reason(), String.valueOf(e.getMessage()));
      return new StepResult.Go();
    }
    return seen(run, edit, job, on.platform().job(run.getMetadata().getNamespace(), job));
  }

  /** What the volumes that are copied from snapshots still lack. */
  private Optional<String> provide(BackupRun run, RunStatusEdit edit) {
    return VolumeSources.hasSnapshots(edit)
        ? on.platform().snapshots().provide(VolumeSources.snapshots(run, edit))
        : Optional.empty();
  }

  /** What is copied from a snapshot is mounted as the volume that was made of it. */
  private static List<JobRequest.Mount> mounts(
      List<JobRequest.Mount> planned, VolumeSnapshots.Snapshots snapshots) {
    return planned.stream()
        .map(
            mount ->
                mount.kind() == VolumeKind.Claim
                    ? new JobRequest.Mount(
                        snapshots.instead(mount.source()).orElse(mount.source()),
                        mount.kind(),
                        mount.path(),
                        mount.readOnly())
                    : mount)
        .toList();
  }

  private StepResult seen(BackupRun run, RunStatusEdit edit, String job, Optional<JobState> state) {
    return switch (state.orElse(null)) {
      case null -> {
        failed(run, edit, FailureReason.MoverLost, "The mover " + job + " has vanished.");
        yield new StepResult.Go();
      }
      case JobState.Running running -> {
        edit.enter(RunStep.Move, Transitions.MOVING);
        progress(run, edit, running);
        yield new StepResult.Wait(on.settings().poll());
      }
      case JobState.Ended ended -> {
        lastProgress.remove(run.getMetadata().getUid());
        ended(run, edit, ended);
        yield new StepResult.Go();
      }
    };
  }

  private JobRequest request(BackupRun run, RunStatusEdit edit, String job) {
    String namespace = run.getMetadata().getNamespace();
    String name = run.getMetadata().getName();
    String policy = run.getSpec().policyRef().name();
    ApplicationManifest found = on.platform().discover(edit.policy().application());
    BackupPlan plan =
        BackupPlanner.plan(
            found,
            edit.policy(),
            Documents.policy(namespace, policy, LabelHooks.removed(edit.policy(), found)));
    // whoever came since the run was resolved, and writes to what is now read
    plan.manifest().warnings().stream()
        .filter(Findings::isNotStopped)
        .forEach(warning -> edit.degraded(RunConditions.NOT_EVERYTHING_PROTECTED, warning));
    Instant time = edit.snapshotTime == null ? edit.now() : Instant.parse(edit.snapshotTime);
    String owner = RunJobs.owner(run, on.policies().get(namespace, policy));
    String expected =
        RepositoryPlace.expected(on.policies().get(namespace, policy), edit.policy().repository());
    String runbook = Runbook.of(namespace, policy, edit.policy(), plan.manifest(), name, time);
    return new JobRequest(
        namespace,
        job,
        Labels.ofRun(policy, name),
        edit.policy().repository(),
        location -> {
          if (location == null) {
            throw new DrydockException(
                FailureReason.InternalError, "A backup was given no repository.");
          }
          return new JobSpec.Backup(
              location,
              plan.manifest().name(),
              name,
              policy,
              time,
              run.getSpec().type() == BackupType.Full,
              plan.components(),
              Map.of("RUNBOOK.md", runbook, "RUNBOOK-" + policy + ".md", runbook),
              owner,
              expected);
        },
        mounts(plan.mounts(), VolumeSources.snapshots(run, edit)),
        plan.programs(),
        on.settings().moverDeadline(),
        Owners.of(run));
  }

  private void ended(BackupRun run, RunStatusEdit edit, JobState.Ended ended) {
    List<String> planned = edit.components.stream().map(ComponentStatus::name).toList();
    RunOutcome outcome = RunOutcome.of(planned, ended.result());
    List<String> stirred =
        outcome.failure() == null && !edit.quiesced.isEmpty() && VolumeSources.readsLive(edit)
            ? on.platform().stirred(edit.quiesced)
            : List.of();
    edit.components = VolumeSources.kept(edit.components, outcome.components());
    edit.addedBytes = outcome.added();
    edit.totalBytes = outcome.total();
    if (outcome.failure() != null) {
      failed(run, edit, outcome.failure().reason(), outcome.failure().message());
      return;
    }
    if (!stirred.isEmpty()) {
      failed(run, edit, FailureReason.WorkloadUnhealthy, notAtRest(stirred));
      return;
    }
    String repository = ended.result().repositoryId();
    if (repository != null) {
      edit.repository =
          new RepositoryIdentity(repository, RepositoryPlace.of(edit.policy().repository()));
    }
    Degradation.unread(edit);
    on.policies()
        .get(run.getMetadata().getNamespace(), run.getSpec().policyRef().name())
        .flatMap(policy -> Ownership.of(policy).rival(ended.result().runs(), edit.now()))
        .ifPresent(
            rival ->
                on.events()
                    .warning(run, RunConditions.HISTORY_SHARED, Degradation.shared(edit, rival)));
    Transitions.afterMove(edit);
  }

  static String notAtRest(List<String> stirred) {
    return "What had been brought to rest for the backup did not stay so while it was copied: %s Its data may be torn. Stop what starts it again (GitOps with self-healing, an autoscaler, a watcher), or use consistency Live."
        .formatted(String.join(" ", stirred));
  }

  private void failed(BackupRun run, RunStatusEdit edit, FailureReason reason, String message) {
    lastProgress.remove(run.getMetadata().getUid());
    Transitions.attemptFailed(edit, on.settings(), reason, message);
    if (edit.holds(RunConditions.RETRYING)) {
      on.events().warning(run, reason.name(), message + " The run tries again.");
    }
  }

  /** Progress that was seen also says, after a restart, that the mover had been started. */
  private void progress(BackupRun run, RunStatusEdit edit, JobState.Running running) {
    String uid = run.getMetadata().getUid();
    Instant last = lastProgress.get(uid);
    boolean due = last == null || !edit.now().isBefore(last.plus(on.settings().progressInterval()));
    if (edit.progress == null || due) {
      lastProgress.put(uid, edit.now());
      edit.progress = progress(running.since(), edit.now(), running.progress());
    }
  }

  static Progress progress(Instant since, Instant now, JobMessage.@Nullable Moving moving) {
    if (moving == null) {
      return new Progress(0, 0L, null, 0L, "starting", null, null);
    }
    long seconds = Math.max(1, Duration.between(since, now).toSeconds());
    long rate = moving.bytesDone() / seconds;
    boolean known = moving.bytesTotal() > 0;
    long left = Math.max(0, moving.bytesTotal() - moving.bytesDone());
    return new Progress(
        known ? (int) Math.min(100, moving.bytesDone() * 100 / moving.bytesTotal()) : null,
        moving.bytesDone(),
        known ? moving.bytesTotal() : null,
        moving.filesDone(),
        moving.component() == null ? moving.current() : moving.component(),
        rate,
        known && rate > 0 ? left / rate : null);
  }
}
