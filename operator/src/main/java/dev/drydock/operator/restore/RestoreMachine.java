// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.restore;

import dev.drydock.api.v1alpha1.RestoreRequest;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.event.EventRecorder;
import dev.drydock.operator.platform.PreparedTarget;
import dev.drydock.operator.restore.Move.News;
import dev.drydock.operator.status.ConflictException;
import dev.drydock.operator.status.ResourceStore;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Takes requests through their steps. Each step is written before anything of it is done, and may
 * be done again; so the machine may be stopped anywhere and another may go on. Safe for use by many
 * threads, one for each request.
 */
final class RestoreMachine {
  private static final Set<RestoreStep> TELL_WHY_THEY_WAIT =
      EnumSet.of(
          RestoreStep.Queue, RestoreStep.Ask, RestoreStep.RemoveSandbox, RestoreStep.UndoSandbox);

  private final ResourceStore<RestoreRequest> requests;
  private final EventRecorder events;
  private final Clock clock;
  private final RestoreSettings settings;
  private final Plans plans;
  private final PlatformCalls calls;
  private final ResolveStep resolve;
  private final QueueStep queue;
  private final Movers movers;
  private final FetchSteps fetch;
  private final ForwardSteps forward;
  private final CheckStep check;
  private final EndingSteps ending;
  private final UndoSteps undo;

  RestoreMachine(
      ResourceStore<RestoreRequest> requests,
      EventRecorder events,
      Clock clock,
      RestoreSettings settings,
      Plans plans,
      PlatformCalls calls,
      ResolveStep resolve,
      QueueStep queue,
      Movers movers,
      FetchSteps fetch,
      ForwardSteps forward,
      CheckStep check,
      EndingSteps ending,
      UndoSteps undo) {
    this.requests = requests;
    this.events = events;
    this.clock = clock;
    this.settings = settings;
    this.plans = plans;
    this.calls = calls;
    this.resolve = resolve;
    this.queue = queue;
    this.movers = movers;
    this.fetch = fetch;
    this.forward = forward;
    this.check = check;
    this.ending = ending;
    this.undo = undo;
  }

  /**
   * Goes on with a request until it has to wait.
   *
   * @return when to go on; empty when nothing is left to do
   */
  Optional<Duration> drive(String namespace, String name) {
    var stored = requests.get(namespace, name);
    if (stored.isEmpty()) {
      return Optional.empty();
    }
    var request = stored.get();
    while (true) {
      var work = Work.of(request, clock.instant());
      switch (move(work)) {
        case Move.Go(var status, var news) -> {
          request = write(work, status);
          if (news != null) {
            tell(work, news);
          }
        }
        case Move.Wait(var pause, var status) -> {
          if (status != null) {
            write(work, status);
          }
          return Optional.of(pause);
        }
        case Move.Finished() -> {
          return Optional.empty();
        }
      }
    }
  }

  private RestoreRequest write(Work work, StatusDraft status) {
    var request = work.request();
    var next = status.build();
    if (next.equals(request.getStatus())) {
      return request;
    }
    request.setStatus(next);
    return requests.updateStatus(request);
  }

  private void tell(Work work, News news) {
    if (news.good()) {
      events.normal(work.request(), news.reason(), news.message());
    } else {
      events.warning(work.request(), news.reason(), news.message());
    }
  }

  private Move move(Work work) {
    if (!work.started()) {
      return work.deleted() ? new Move.Finished() : new Move.Go(work.draft().started());
    }
    if (!calls.settled(work.uid(), work.purpose())) {
      return new Move.Wait(settings.poll());
    }
    if (work.deleted() && work.step().forward()) {
      return Undo.begin(
          work, work.draft(), FailureReason.Cancelled, "The request was deleted while it ran.");
    }
    try {
      return Hold.holds(work) ? Hold.move(work, movers, settings) : goingOn(work, step(work));
    } catch (NotKnownException e) {
      return new Move.Wait(
          settings.poll().multipliedBy(2),
          work.draft().waits("PlatformError", String.valueOf(e.getMessage())));
    } catch (DrydockException e) {
      return failed(work, e);
    } catch (ConflictException | KubernetesClientException e) {
      throw e;
    } catch (RuntimeException e) {
      return failed(
          work, new DrydockException(FailureReason.InternalError, "Unexpected failure: " + e, e));
    }
  }

  /** What waits for its own work again waits for nothing else any more. */
  private static Move goingOn(Work work, Move move) {
    return move instanceof Move.Wait(var pause, var status)
            && !TELL_WHY_THEY_WAIT.contains(work.step())
        ? new Move.Wait(pause, (status == null ? work.draft() : status).goesOn())
        : move;
  }

  private Move step(Work work) {
    if (work.step().undo()) {
      undo.cancelJobsOnce(work);
    }
    return switch (work.step()) {
      case Resolve -> resolve.move(work);
      case Queue, Ask -> queue.move(work);
      case Prepare -> prepared(work, (plan, target) -> forward.prepare(work, plan, target));
      case FetchConfiguration ->
          prepared(work, (plan, target) -> fetch.configuration(work, plan, target));
      case RefetchConfiguration ->
          prepared(work, (plan, target) -> fetch.clearConfiguration(work, plan, target));
      case Images -> prepared(work, (plan, target) -> fetch.images(work, plan, target));
      case Fetch -> prepared(work, (plan, target) -> fetch.data(work, plan, target));
      case Refetch -> prepared(work, (plan, target) -> fetch.clearData(work, plan, target));
      case Stop -> forward.stop(work);
      case Apply -> prepared(work, (plan, target) -> forward.apply(work, plan, target));
      case Start -> prepared(work, (plan, target) -> forward.start(work, plan));
      case Check -> prepared(work, (plan, target) -> check.move(work, plan, target));
      case Commit -> prepared(work, (plan, target) -> ending.commit(work, plan, target));
      case KeepSandbox -> ending.keepSandbox(work);
      case RemoveSandbox -> ending.removeSandbox(work);
      case UndoStop -> prepared(work, (plan, target) -> undo.stop(work, plan));
      case UndoSwap -> prepared(work, (plan, target) -> undo.swap(work, plan, target));
      case UndoStart -> prepared(work, (plan, target) -> undo.start(work, plan));
      case UndoFetch -> prepared(work, (plan, target) -> undo.fetch(work, plan, target));
      case UndoSandbox -> undo.sandbox(work);
      case Clean -> ending.clean(work);
      case Done -> {
        plans.forget(work);
        undo.forget(work);
        check.forget(work);
        yield new Move.Finished();
      }
    };
  }

  private Move prepared(Work work, BiFunction<RestorePlan, PreparedTarget, Move> step) {
    var plan = plans.plan(work);
    if (plan.isEmpty()) {
      return new Move.Wait(settings.poll());
    }
    return plans
        .prepared(work, plan.get())
        .map(target -> step.apply(plan.get(), target))
        .orElseGet(() -> new Move.Wait(settings.poll()));
  }

  private Move failed(Work work, DrydockException failure) {
    var step = work.step();
    if (step.forward()) {
      return failedForward(work, failure);
    }
    var pause = settings.pauseAfter(work.attempt());
    boolean removes = step == RestoreStep.RemoveSandbox || step == RestoreStep.UndoSandbox;
    boolean forever =
        failure.reason() == FailureReason.PlatformError || removes || step == RestoreStep.Clean;
    if (forever) {
      tell(work, News.failure(failure, ""));
      return new Move.Wait(
          settings.longestPause(),
          removes
              ? work.draft().waits("SandboxNotRemoved", String.valueOf(failure.getMessage()))
              : null);
    }
    if (work.attempt() < settings.attempts() && !unwell(step, failure.reason())) {
      return new Move.Wait(pause, work.draft().attempt(step, work.attempt() + 1));
    }
    if (step == RestoreStep.Commit) {
      return prepared(work, (plan, target) -> ending.commitFailed(work, plan, target, failure));
    }
    return undo.givenUp(work, failure);
  }

  /** Workloads were brought back and are not well: perhaps they were not before, either. */
  private static boolean unwell(RestoreStep step, FailureReason reason) {
    return step == RestoreStep.UndoStart
        && (reason == FailureReason.WorkloadUnhealthy || reason == FailureReason.DeadlineExceeded);
  }

  private Move failedForward(Work work, DrydockException failure) {
    if (!ForwardSteps.passing(failure.reason()) || work.attempt() >= settings.attempts()) {
      return Hold.orUndo(
          work, work.draft(), failure.reason(), String.valueOf(failure.getMessage()));
    }
    tell(work, News.failure(failure, " Trying once more."));
    var pause = settings.pauseAfter(work.attempt());
    var next = work.step().retried();
    return new Move.Wait(
        pause, work.draft().attempt(next, work.attempt() + (next == work.step() ? 1 : 0)));
  }
}
