// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.job.runner;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.JobMessage;
import dev.drydock.mover.job.JobResult;
import dev.drydock.mover.job.JobResult.ComponentResult;
import dev.drydock.mover.job.JobSpec;
import dev.drydock.mover.job.swap.SwapJob;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Executes jobs. Interrupting the thread that does so cancels the job. */
public final class JobRunner {
  private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);

  private final Repositories repositories;
  private final Patience patience;
  private final Clock clock;
  private final BiFunction<JobSpec.CreateObjects, Path, ComponentResult> objects;

  /** Executes jobs on repositories. */
  public JobRunner(Repositories repositories, Patience patience, Clock clock) {
    this(repositories, patience, clock, JobRunner::unknown);
  }

  private JobRunner(
      Repositories repositories,
      Patience patience,
      Clock clock,
      BiFunction<JobSpec.CreateObjects, Path, ComponentResult> objects) {
    this.repositories = repositories;
    this.patience = patience;
    this.clock = clock;
    this.objects = objects;
  }

  /**
   * The same, for a process that knows how objects of a cluster are made.
   *
   * @param creator makes the objects whose files are in a directory, and says what came of it
   */
  public JobRunner withObjects(BiFunction<JobSpec.CreateObjects, Path, ComponentResult> creator) {
    return new JobRunner(repositories, patience, clock, creator);
  }

  private static ComponentResult unknown(JobSpec.CreateObjects spec, Path files) {
    throw new DrydockException(
        FailureReason.InvalidRequest,
        "this process makes no objects in namespace %s; a mover in the cluster does"
            .formatted(spec.namespace()));
  }

  /** Executes a job as in a mover process. */
  public static JobRunner ofThisProcess() {
    Clock clock = Clock.systemUTC();
    Patience patience = Patience.DEFAULT;
    return new JobRunner(
        new Repositories(options -> options.withLockWait(patience.lock()), clock), patience, clock);
  }

  /**
   * Executes a job.
   *
   * @param messages is told how far it is
   * @return what came of it; never throws
   */
  public JobResult run(JobSpec spec, Consumer<JobMessage> messages) {
    try {
      return execute(spec, new ProgressMessages(messages, System::nanoTime));
    } catch (DrydockException e) {
      LOG.atError().setCause(e).log("the job failed");
      return JobResult.failed(e.reason(), String.valueOf(e.getMessage()));
    } catch (RuntimeException | Error e) {
      LOG.atError().setCause(e).log("the job failed");
      return JobResult.failed(
          FailureReason.InternalError,
          "a defect in Drydock ended the job: " + e + "; please report it with the mover's log");
    }
  }

  private JobResult execute(JobSpec spec, ProgressMessages progress) {
    return switch (spec) {
      case JobSpec.Backup backup -> new BackupJob(backup, repositories, patience, progress).run();
      case JobSpec.ListRuns list -> new ListRunsJob(list, repositories).run();
      case JobSpec.Restore restore ->
          new RestoreJob(restore, repositories, patience, progress).run();
      case JobSpec.Swap swap -> new SwapJob(swap).run();
      case JobSpec.Retain retain -> new RetainJob(retain, repositories, progress, clock).run();
      case JobSpec.Check check -> new CheckJob(check, repositories, progress).run();
      case JobSpec.CreateObjects create ->
          new CreateObjectsJob(create, objects)
              .run(restore -> new RestoreJob(restore, repositories, patience, progress).run());
    };
  }
}
