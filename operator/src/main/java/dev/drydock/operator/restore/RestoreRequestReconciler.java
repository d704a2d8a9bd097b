// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.restore;

import dev.drydock.api.v1alpha1.BackupPolicy;
import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.api.v1alpha1.RestoreRequest;
import dev.drydock.operator.claim.Claims;
import dev.drydock.operator.event.EventRecorder;
import dev.drydock.operator.platform.Platform;
import dev.drydock.operator.status.ConflictException;
import dev.drydock.operator.status.ResourceStore;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Brings applications back as RestoreRequests ask for. Everything it knows is in the status of the
 * request: killed anywhere, another one goes on. Its finalizer makes that a request deleted midway
 * leaves the application as it was, and no sandbox.
 */
@ControllerConfiguration(name = "restorerequest", finalizerName = "drydock.dev/restore")
public final class RestoreRequestReconciler
    implements Reconciler<RestoreRequest>, Cleaner<RestoreRequest> {
  private final RestoreMachine machine;
  private final OrphanedSandboxes orphans;
  private final RestoreSettings settings;

  /**
   * A reconciler.
   *
   * @param platform where applications live
   * @param requests the requests
   * @param policies the policies that requests name
   * @param runs the runs that requests name
   * @param events told what happens
   * @param clock the time
   * @param executor runs calls of the platform that may take minutes; virtual threads suit
   * @param settings how patient it is
   */
  public RestoreRequestReconciler(
      Platform platform,
      ResourceStore<RestoreRequest> requests,
      ResourceStore<BackupPolicy> policies,
      ResourceStore<BackupRun> runs,
      EventRecorder events,
      Clock clock,
      Executor executor,
      RestoreSettings settings) {
    var movers = new Movers(platform, settings);
    var calls = new PlatformCalls(executor);
    var sources = new Sources(policies, runs);
    var plans = new Plans(platform, movers, calls, sources, settings);
    this.settings = settings;
    orphans = new OrphanedSandboxes(platform, requests);
    machine =
        new RestoreMachine(
            requests,
            events,
            clock,
            settings,
            plans,
            calls,
            new ResolveStep(requests, sources, movers, plans, settings),
            new QueueStep(new Claims(runs, policies, requests), settings),
            movers,
            new FetchSteps(platform, movers, calls, sources, settings),
            new ForwardSteps(platform, movers, calls, settings),
            new CheckStep(platform, calls, sources, settings),
            new EndingSteps(platform, movers, calls, sources, settings),
            new UndoSteps(platform, movers, calls, settings));
  }

  /**
   * Removes sandboxes that no request wants; to be called after the start until it says true: that
   * none is left.
   */
  public boolean sweepOrphanedSandboxes() {
    return orphans.sweep();
  }

  @Override
  public UpdateControl<RestoreRequest> reconcile(
      RestoreRequest request, Context<RestoreRequest> context) {
    var control = UpdateControl.<RestoreRequest>noUpdate();
    drive(request).ifPresent(control::rescheduleAfter);
    return control;
  }

  @Override
  public DeleteControl cleanup(RestoreRequest request, Context<RestoreRequest> context) {
    return drive(request)
        .map(pause -> DeleteControl.noFinalizerRemoval().rescheduleAfter(pause.toMillis()))
        .orElseGet(DeleteControl::defaultDelete);
  }

  Optional<Duration> drive(RestoreRequest request) {
    try {
      return machine.drive(request.getMetadata().getNamespace(), request.getMetadata().getName());
    } catch (ConflictException e) {
      return Optional.of(settings.poll());
    }
  }
}
