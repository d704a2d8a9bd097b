// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.workload;

import dev.drydock.compose.docker.engine.ContainerView;

/** The states of workloads, as they are kept in {@code WorkloadRecord.priorState}. */
final class States {
  static final String RUNNING = "Running";
  static final String PAUSED = "Paused";
  static final String STOPPED = "Stopped";

  private States() {}

  /** The state of a container. One that its policy keeps restarting counts as running. */
  static String of(ContainerView container) {
    return switch (container.status()) {
      case "running", "restarting" -> RUNNING;
      case "paused" -> PAUSED;
      default -> STOPPED;
    };
  }
}
