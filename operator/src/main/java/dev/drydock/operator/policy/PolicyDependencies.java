// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.policy;

import dev.drydock.api.v1alpha1.BackupPolicy;
import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.api.v1alpha1.RestoreRequest;
import dev.drydock.operator.event.EventRecorder;
import dev.drydock.operator.metrics.DrydockMetrics;
import dev.drydock.operator.notification.Notifier;
import dev.drydock.operator.platform.Platform;
import dev.drydock.operator.status.ResourceStore;
import java.time.Clock;
import java.time.Duration;

/**
 * What policies stand on.
 *
 * @param policies the policies
 * @param runs the runs
 * @param restores the restores
 * @param platform runs the movers that check and forget
 * @param events tells what happens
 * @param notifier tells people
 * @param metrics counts what happens
 * @param clock the time
 * @param moverDeadline after this long a mover is stopped
 */
public record PolicyDependencies(
    ResourceStore<BackupPolicy> policies,
    ResourceStore<BackupRun> runs,
    ResourceStore<RestoreRequest> restores,
    Platform platform,
    EventRecorder events,
    Notifier notifier,
    DrydockMetrics metrics,
    Clock clock,
    Duration moverDeadline) {}
