// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.job.runner;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.JobResult;
import dev.drydock.mover.job.JobSpec;
import dev.drydock.mover.job.SnapshotLayout;
import dev.drydock.mover.repository.HeldFiles;
import dev.drydock.mover.repository.Id;
import dev.drydock.mover.repository.LockMode;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.RepositoryLock;
import dev.drydock.mover.retention.Age;
import dev.drydock.mover.retention.Retention;
import dev.drydock.mover.retention.Retention.Candidate;
import dev.drydock.mover.retention.Retention.Decision;
import dev.drydock.mover.retention.RetentionRules;
import dev.drydock.mover.snapshot.ForgetOperation;
import dev.drydock.mover.snapshot.PruneOperation;
import dev.drydock.mover.snapshot.PruneResult;
import dev.drydock.mover.snapshot.Snapshots;
import dev.drydock.mover.snapshot.StoredSnapshot;
import dev.drydock.mover.storage.FileType;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets runs as a whole: the snapshots of a run belong together, so the rules count runs and
 * never single snapshots. Only finished runs count.
 */
final class RetainJob {
  private static final Logger LOG = LoggerFactory.getLogger(RetainJob.class);
  private static final int MAX_UNUSED_PERCENT = 5;
  private static final int MAX_NAMED = 20;
  private static final Set<String> RULES =
      Set.of("last", "hourly", "daily", "weekly", "monthly", "yearly");

  private final JobSpec.Retain spec;
  private final Repositories repositories;
  private final ProgressMessages progress;
  private final Clock clock;

  RetainJob(
      JobSpec.Retain spec, Repositories repositories, ProgressMessages progress, Clock clock) {
    this.spec = spec;
    this.repositories = repositories;
    this.progress = progress;
    this.clock = clock;
  }

  JobResult run() {
    RetentionRules rules = rules();
    String hostname = Hostnames.of("retain", spec.application(), spec.owner());
    try (var opened = repositories.open(spec.repository(), hostname)) {
      Repository repository = opened.repository();
      repository.removeLocksOfPredecessors();
      try (RepositoryLock lock = repository.lock(LockMode.EXCLUSIVE)) {
        List<Runs.Run> runs =
            Runs.of(new Snapshots(repository).list()).stream()
                .filter(run -> run.application().equals(spec.application()))
                .filter(run -> run.policy().equals(spec.policy()))
                .toList();
        List<Runs.Run> own = runs.stream().filter(run -> isOwn(run, runs)).toList();
        List<Runs.Run> dropped = spec.forgetAll() ? own : dropped(own, rules);
        Forgotten forgotten = forget(repository, dropped);
        PruneResult pruned =
            new PruneOperation(repository, progress).prune(MAX_UNUSED_PERCENT, false);
        int all = runs.stream().mapToInt(run -> run.snapshots().size()).sum();
        return new JobResult(
            null,
            List.of(),
            left(runs, forgotten.runs()),
            null,
            all - forgotten.snapshots(),
            forgotten.snapshots(),
            pruned.bytesFreed(),
            problems(forgotten.held().and(pruned.held())),
            repository.id());
      }
    }
  }

  private static List<String> problems(HeldFiles held) {
    if (held.isEmpty()) {
      return List.of();
    }
    List<String> problems = new ArrayList<>(held.reasons());
    problems.add(
        "Files that are no longer needed and still there: "
            + held.names().stream().limit(MAX_NAMED).collect(Collectors.joining(", "))
            + (held.names().size() > MAX_NAMED
                ? " and " + (held.names().size() - MAX_NAMED) + " more"
                : ""));
    problems.forEach(problem -> LOG.atWarn().log("{}", problem));
    return problems;
  }

  private static List<JobResult.Run> left(List<Runs.Run> runs, List<Runs.Run> forgotten) {
    return runs.stream()
        .filter(run -> run.complete() && !forgotten.contains(run))
        .map(Runs.Run::toResult)
        .toList();
  }

  /** Whether this owner made it, or whoever did has been silent for so long that he is gone. */
  private boolean isOwn(Runs.Run run, List<Runs.Run> all) {
    String owner = run.owner();
    if (owner == null || spec.owner() == null || owner.equals(spec.owner())) {
      return true;
    }
    Instant silent = clock.instant().minus(JobSpec.Retain.SILENCE);
    return all.stream()
        .filter(other -> owner.equals(other.owner()))
        .allMatch(other -> other.time().isBefore(silent));
  }

  /**
   * What was forgotten.
   *
   * @param runs those that are no longer complete
   * @param snapshots how many of them are gone
   * @param held those that the store keeps
   */
  private record Forgotten(List<Runs.Run> runs, int snapshots, HeldFiles held) {}

  private static Forgotten forget(Repository repository, List<Runs.Run> dropped) {
    dropped.forEach(run -> LOG.atInfo().addKeyValue("run", run.name()).log("forgetting"));
    ForgetOperation forget = new ForgetOperation(repository);
    // First the mark of being complete: a run that is broken off half-way must not keep it.
    List<Id> marks = snapshots(dropped, true);
    HeldFiles heldMarks = forget.forget(marks);
    Set<Id> keptMarks = heldMarks.ids(FileType.SNAPSHOT);
    List<Runs.Run> going =
        dropped.stream()
            .filter(run -> snapshots(List.of(run), true).stream().noneMatch(keptMarks::contains))
            .toList();
    List<Id> others = snapshots(going, false);
    HeldFiles held = heldMarks.and(forget.forget(others));
    return new Forgotten(going, marks.size() + others.size() - held.names().size(), held);
  }

  private static List<Id> snapshots(List<Runs.Run> runs, boolean marks) {
    return runs.stream()
        .flatMap(run -> run.snapshots().stream())
        .filter(stored -> isMark(stored) == marks)
        .map(StoredSnapshot::id)
        .toList();
  }

  private static boolean isMark(StoredSnapshot stored) {
    return Tags.component(stored.snapshot())
        .filter(SnapshotLayout.CONFIGURATION::equals)
        .isPresent();
  }

  private List<Runs.Run> dropped(List<Runs.Run> runs, RetentionRules rules) {
    List<Candidate<Runs.Run>> candidates =
        runs.stream()
            .filter(Runs.Run::finished)
            .map(run -> new Candidate<>(run, run.snapshots().getFirst().snapshot().time()))
            .toList();
    Set<Runs.Run> kept =
        Retention.decide(candidates, rules, clock.instant()).stream()
            .filter(Decision::keep)
            .map(Decision::value)
            .collect(Collectors.toSet());
    Instant newestFinished =
        candidates.stream()
            .map(candidate -> candidate.value().time())
            .max(Instant::compareTo)
            .orElse(Instant.MIN);
    return runs.stream()
        .filter(run -> !kept.contains(run) && !spec.protectedRuns().contains(run.name()))
        // What failed is of no use once a later run succeeded; until then it may be all there is.
        .filter(run -> run.finished() || run.time().isBefore(newestFinished))
        .filter(run -> run.finished() || !rules.isEmpty())
        .toList();
  }

  private RetentionRules rules() {
    Map<String, Integer> numbers = spec.rules();
    for (String name : numbers.keySet()) {
      if (!RULES.contains(name)) {
        throw invalid("there is no retention rule " + name + "; there are " + RULES, null);
      }
    }
    try {
      String within = spec.keepWithin();
      return new RetentionRules(
          numbers.getOrDefault("last", 0),
          numbers.getOrDefault("hourly", 0),
          numbers.getOrDefault("daily", 0),
          numbers.getOrDefault("weekly", 0),
          numbers.getOrDefault("monthly", 0),
          numbers.getOrDefault("yearly", 0),
          within == null || within.isEmpty() ? null : Age.parse(within));
    } catch (IllegalArgumentException e) {
      throw invalid(String.valueOf(e.getMessage()), e);
    }
  }

  private static DrydockException invalid(
      String message, @org.jspecify.annotations.Nullable Throwable cause) {
    return new DrydockException(FailureReason.InvalidRequest, message, cause);
  }
}
