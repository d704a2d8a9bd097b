// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

/** What happens to the workloads while their volumes are read. */
public enum Consistency {
  /** They keep running. */
  Live,
  /** They are frozen and continue afterwards. */
  Pause,
  /** They are stopped and started again, in order, to the state they were in. */
  Stop
}
