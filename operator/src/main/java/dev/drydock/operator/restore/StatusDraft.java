// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.restore;

import dev.drydock.api.v1alpha1.CheckOutcome;
import dev.drydock.api.v1alpha1.Condition;
import dev.drydock.api.v1alpha1.Phase;
import dev.drydock.api.v1alpha1.Progress;
import dev.drydock.api.v1alpha1.ResolvedSource;
import dev.drydock.api.v1alpha1.RestoreRequestSpec;
import dev.drydock.api.v1alpha1.RestoreRequestStatus;
import dev.drydock.api.v1alpha1.RestoreTimings;
import dev.drydock.api.v1alpha1.WorkloadRecord;
import dev.drydock.operator.claim.Claims;
import dev.drydock.operator.status.Conditions;
import dev.drydock.operator.status.GoDuration;
import dev.drydock.operator.status.Readiness;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The next status of a request, made from the present one. Not safe for use by many threads. */
final class StatusDraft {
  static final String COMPLETE = "Complete";
  static final String FAILED = "Failed";

  /** True while a failed restore is being undone; its reason and message are those of Failed. */
  static final String ROLLING_BACK = "RollingBack";

  /** True when it failed and what it had changed could not be put back: nobody may read it. */
  static final String ROLLBACK_FAILED = Claims.LEFT_BROKEN;

  /** True while something has to pass by itself before the restore can go on. */
  static final String WAITING = "Waiting";

  /** True when all content is restored, but something about it is not as it was. */
  static final String DEGRADED = "Degraded";

  /** True while it stands still after a failure, until somebody mends the cause. */
  static final String HELD = "Held";

  /** True when nothing was in the places that are restored before the restore wrote there. */
  static final String NOTHING_THERE = "TargetWasEmpty";

  static final String OBJECTIVE_MET = "RecoveryTimeObjectiveMet";

  private final Instant now;
  private final RestoreRequestStatus old;
  private Conditions conditions;
  private @Nullable Phase phase;
  private @Nullable String startTime;
  private @Nullable String completionTime;
  private @Nullable String step;
  private @Nullable String stepTime;
  private @Nullable Long attempt;
  private @Nullable ResolvedSource resolvedSource;
  private List<String> plan;
  private @Nullable String estimate;
  private List<WorkloadRecord> quiesced;
  private @Nullable Progress progress;
  private @Nullable RestoreTimings timings;
  private List<CheckOutcome> checks;
  private @Nullable String sandbox;
  private @Nullable String sandboxExpires;
  private @Nullable String source;
  private @Nullable String target;
  private @Nullable String resumed;
  private final @Nullable Long generation;

  StatusDraft(RestoreRequestStatus old, Instant now, @Nullable Long generation) {
    this.old = old;
    this.now = now;
    this.generation = generation;
    conditions = Conditions.of(old.conditions(), now, generation);
    phase = old.phase();
    startTime = old.startTime();
    completionTime = old.completionTime();
    step = old.step();
    stepTime = old.stepTime();
    attempt = old.attempt();
    resolvedSource = old.resolvedSource();
    plan = old.plan();
    estimate = old.estimate();
    quiesced = old.quiesced();
    progress = old.progress();
    timings = old.timings();
    checks = old.checks();
    sandbox = old.sandbox();
    sandboxExpires = old.sandboxExpires();
    source = old.source();
    target = old.target();
    resumed = old.resumed();
  }

  /** A status in which nothing is known yet. */
  static RestoreRequestStatus empty() {
    return new RestoreRequestStatus(
        null, null, List.of(), null, null, null, null, null, null, List.of(), null, List.of(), null,
        null, List.of(), null, null, null, null, null);
  }

  /** What the columns show of the spec, which a column cannot choose from. */
  StatusDraft shows(RestoreRequestSpec spec) {
    source = PlaceText.source(spec.source());
    target = PlaceText.target(spec.target());
    return this;
  }

  /** The request is taken up. */
  StatusDraft started() {
    phase = Phase.Running;
    startTime = time(now);
    return step(RestoreStep.Resolve);
  }

  /** The first attempt at a step. */
  StatusDraft step(RestoreStep next) {
    step = next.name();
    stepTime = time(now);
    attempt = 1L;
    return goesOn();
  }

  /** Says what is waited for. */
  StatusDraft waits(String reason, String message) {
    return conditions(c -> c.isTrue(WAITING, reason, message));
  }

  /** What was waited for is there. */
  StatusDraft goesOn() {
    return conditions(c -> c.without(WAITING));
  }

  /** A person asked to go on, by this value of the annotation. */
  StatusDraft resumed(String asked) {
    resumed = asked;
    return conditions(c -> c.without(HELD));
  }

  /** The next attempt at a step; the time of the step stays. */
  StatusDraft attempt(RestoreStep same, long number) {
    step = same.name();
    attempt = number;
    return this;
  }

  StatusDraft resolved(ResolvedSource source, List<String> sentences, Duration estimated) {
    resolvedSource = source;
    plan = sentences;
    estimate = GoDuration.format(estimated);
    return this;
  }

  StatusDraft quiesced(List<WorkloadRecord> workloads) {
    quiesced = workloads;
    return this;
  }

  StatusDraft progress(@Nullable Progress now) {
    progress = now;
    return this;
  }

  /** Records the duration of the present step among the timings. */
  StatusDraft timed(TimedStep timed) {
    return timed(timed, durationOfStep());
  }

  StatusDraft timed(TimedStep timed, Duration duration) {
    var known = timings == null ? new RestoreTimings(null, null, null, null, null, null) : timings;
    timings = timed.put(known, GoDuration.format(duration));
    return this;
  }

  /** From the first step until now. */
  Duration total() {
    return startTime == null ? Duration.ZERO : since(startTime);
  }

  private Duration durationOfStep() {
    return old.stepTime() == null ? Duration.ZERO : since(old.stepTime());
  }

  private Duration since(String start) {
    var duration = Duration.between(Instant.parse(start), now);
    return duration.isNegative() ? Duration.ZERO : duration;
  }

  StatusDraft checks(List<CheckOutcome> outcomes) {
    checks = outcomes;
    return this;
  }

  StatusDraft sandbox(@Nullable String name) {
    sandbox = name;
    if (name == null) {
      sandboxExpires = null;
    }
    return this;
  }

  StatusDraft sandboxExpires(Instant at) {
    sandboxExpires = time(at);
    return this;
  }

  StatusDraft conditions(UnaryOperator<Conditions> change) {
    conditions = change.apply(conditions);
    return this;
  }

  /** The good end, as far as the user is concerned. */
  StatusDraft complete(String reason, String message) {
    phase = Phase.Succeeded;
    completionTime = time(now);
    return conditions(c -> c.isTrue(COMPLETE, reason, message));
  }

  /** Says what is restored without being as it was; nothing when all is. */
  StatusDraft degraded(String message) {
    return conditions(
        c ->
            message.isEmpty()
                ? c.without(DEGRADED)
                : c.isTrue(DEGRADED, "AttributesNotRestored", message));
  }

  /** The same, beside what was said of what came before. */
  StatusDraft degradedToo(String message) {
    if (message.isEmpty()) {
      return this;
    }
    var before = Conditions.find(conditions.list(), DEGRADED).map(Condition::message);
    return degraded(before.map(text -> text + " " + message).orElse(message));
  }

  /** The bad end. */
  StatusDraft failed(String reason, String message) {
    phase = Phase.Failed;
    completionTime = time(now);
    return conditions(c -> c.isTrue(FAILED, reason, message).without(ROLLING_BACK));
  }

  /** What a tool that does not know restores has to know, as it follows from what the rest says. */
  private Conditions readiness() {
    var complete = held(COMPLETE);
    var failed = held(FAILED);
    if (complete != null) {
      return Readiness.ready(conditions, complete.reason(), complete.message());
    }
    if (failed != null) {
      return Readiness.stalled(conditions, failed.reason(), failed.message());
    }
    var undone = held(ROLLING_BACK);
    var held = held(HELD);
    if (held != null && undone == null) {
      return Readiness.stalled(conditions, held.reason(), held.message());
    }
    var told = undone == null ? held(WAITING) : undone;
    return told == null
        ? Readiness.reconciling(
            conditions, "InProgress", "The restore is in step " + RestoreStep.of(step) + ".")
        : Readiness.reconciling(conditions, told.reason(), told.message());
  }

  private @Nullable Condition held(String type) {
    return Conditions.find(conditions.list(), type)
        .filter(c -> c.status().equals(Conditions.TRUE))
        .orElse(null);
  }

  RestoreRequestStatus build() {
    return new RestoreRequestStatus(
        generation,
        phase,
        readiness().list(),
        startTime,
        completionTime,
        step,
        stepTime,
        attempt,
        resolvedSource,
        plan,
        estimate,
        quiesced,
        progress,
        timings,
        checks,
        sandbox,
        sandboxExpires,
        source,
        target,
        resumed);
  }

  static String time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  /** The steps that are measured. */
  enum TimedStep {
    Stop,
    Fetch,
    Apply,
    Start,
    Checks,
    Total;

    private RestoreTimings put(RestoreTimings t, String duration) {
      return switch (this) {
        case Stop ->
            new RestoreTimings(duration, t.fetch(), t.apply(), t.start(), t.checks(), t.total());
        case Fetch ->
            new RestoreTimings(t.stop(), duration, t.apply(), t.start(), t.checks(), t.total());
        case Apply ->
            new RestoreTimings(t.stop(), t.fetch(), duration, t.start(), t.checks(), t.total());
        case Start ->
            new RestoreTimings(t.stop(), t.fetch(), t.apply(), duration, t.checks(), t.total());
        case Checks ->
            new RestoreTimings(t.stop(), t.fetch(), t.apply(), t.start(), duration, t.total());
        case Total ->
            new RestoreTimings(t.stop(), t.fetch(), t.apply(), t.start(), t.checks(), duration);
      };
    }
  }
}
