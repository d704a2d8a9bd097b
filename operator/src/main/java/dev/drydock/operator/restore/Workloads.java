// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.restore;

import dev.drydock.api.v1alpha1.ApplicationSpec;
import dev.drydock.api.v1alpha1.WorkloadRecord;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.platform.Platform;
import java.time.Duration;
import java.util.List;

/** What a restore does with workloads. */
final class Workloads {
  private Workloads() {}

  /** The workloads of an application, which need not exist. */
  static List<WorkloadRecord> of(Platform platform, ApplicationSpec application) {
    try {
      return platform.workloads(application);
    } catch (DrydockException e) {
      if (e.reason() == FailureReason.ApplicationNotFound) {
        return List.of();
      }
      throw e;
    }
  }

  /** Brings workloads to the state they were in, and waits until they are well. */
  static void bringBack(Platform platform, List<WorkloadRecord> workloads, Duration timeout) {
    platform.resume(workloads);
    platform.awaitHealthy(workloads, timeout);
  }
}
