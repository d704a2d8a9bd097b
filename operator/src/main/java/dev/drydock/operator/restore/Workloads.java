// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.restore;

import dev.drydock.api.v1alpha1.ApplicationSpec;
import dev.drydock.api.v1alpha1.Consistency;
import dev.drydock.api.v1alpha1.WorkloadRecord;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.platform.Platform;
import java.time.Duration;
import java.util.ArrayList;
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

  /** A plan that knows the application as it is today, which need not exist. */
  static RestorePlan present(Platform platform, RestorePlan plan) {
    if (plan.sandbox() || plan.withConfiguration()) {
      return plan;
    }
    try {
      return plan.alongside(platform.discover(plan.application()));
    } catch (DrydockException e) {
      if (e.reason() == FailureReason.ApplicationNotFound) {
        return plan;
      }
      throw e;
    }
  }

  /** Services of what a plan replaces that do not run, and that it does not start. */
  static List<String> idle(Platform platform, RestorePlan plan) {
    if (plan.sandbox() || plan.withConfiguration()) {
      return List.of();
    }
    var workloads = plan.toStop(of(platform, plan.application()));
    var running = workloads.stream().filter(Workloads::wasUp).map(WorkloadRecord::service).toList();
    return plan.services().stream().filter(s -> !running.contains(s)).sorted().toList();
  }

  /** Brings workloads to the state they were in, and waits until they are well. */
  static void bringBack(Platform platform, List<WorkloadRecord> workloads, Duration timeout) {
    platform.resume(workloads);
    platform.awaitHealthy(workloads, timeout);
  }

  /**
   * Brings back what was there before a restore that may have made containers anew, and waits until
   * it is well.
   *
   * @param before the workloads as they were
   * @param asItWas starts the application from the configuration that is back
   */
  static void bringBackAnew(
      Platform platform,
      ApplicationSpec application,
      List<WorkloadRecord> before,
      Runnable asItWas,
      Duration timeout) {
    if (sameContainers(of(platform, application), before)) {
      bringBack(platform, before, timeout);
      return;
    }
    asItWas.run();
    var present = successors(of(platform, application), before);
    platform.quiesce(present.stream().filter(w -> !wasUp(w)).toList(), Consistency.Stop);
    bringBack(platform, present.stream().filter(Workloads::wasUp).toList(), timeout);
  }

  private static boolean sameContainers(List<WorkloadRecord> present, List<WorkloadRecord> before) {
    var ids = present.stream().map(WorkloadRecord::id).toList();
    return before.stream().allMatch(workload -> ids.contains(workload.id()));
  }

  /** What is there now in the place of what was, to be brought to the same state. */
  private static List<WorkloadRecord> successors(
      List<WorkloadRecord> present, List<WorkloadRecord> before) {
    var left = new ArrayList<>(present);
    var successors = new ArrayList<WorkloadRecord>();
    for (var workload : before) {
      left.stream()
          .filter(now -> now.service().equals(workload.service()))
          .findFirst()
          .ifPresent(
              now -> {
                left.remove(now);
                successors.add(
                    new WorkloadRecord(
                        now.id(),
                        now.service(),
                        workload.priorState(),
                        now.order(),
                        workload.replicas()));
              });
    }
    return successors;
  }

  /** Whether it ran, or was only paused. */
  static boolean wasUp(WorkloadRecord workload) {
    return workload.priorState().equalsIgnoreCase("running")
        || workload.priorState().equalsIgnoreCase("paused");
  }
}
