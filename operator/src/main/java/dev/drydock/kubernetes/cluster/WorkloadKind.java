// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.cluster;

/** Kinds of workloads, in start order: what keeps state before what uses it. */
public enum WorkloadKind {
  StatefulSet(true),
  Deployment(true),
  DaemonSet(false),
  CronJob(false);

  private final boolean scalable;

  WorkloadKind(boolean scalable) {
    this.scalable = scalable;
  }

  /** Whether it has a number of replicas that may be 0. */
  public boolean scalable() {
    return scalable;
  }
}
