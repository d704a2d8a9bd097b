// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.run;

import dev.drydock.api.v1alpha1.BackupPolicy;
import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.api.v1alpha1.RestoreRequest;
import dev.drydock.operator.event.EventRecorder;
import dev.drydock.operator.metrics.DrydockMetrics;
import dev.drydock.operator.platform.Platform;
import dev.drydock.operator.status.ResourceStore;
import java.time.Clock;
import java.util.concurrent.Executor;

/**
 * What runs stand on.
 *
 * @param runs the runs
 * @param policies the policies
 * @param restores the restores
 * @param platform where applications live
 * @param events tells what happens
 * @param metrics counts what happens
 * @param clock the time
 * @param executor runs work of the platform beside the reconciler
 * @param settings how patient runs are
 */
public record RunDependencies(
    ResourceStore<BackupRun> runs,
    ResourceStore<BackupPolicy> policies,
    ResourceStore<RestoreRequest> restores,
    Platform platform,
    EventRecorder events,
    DrydockMetrics metrics,
    Clock clock,
    Executor executor,
    RunSettings settings) {}
