// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

/** The occasions on which a notification is sent. */
public enum NotificationEvent {
  /** A run, check or restore failed, a slot was missed, or workloads are not back. */
  Failed,
  /** A run is complete, but something less than the whole is wrong. */
  Degraded,
  /** A recovery objective is not met. */
  ObjectiveMissed,
  /** A restore drill failed. */
  DrillFailed,
  /** What had failed works again. */
  Recovered
}
