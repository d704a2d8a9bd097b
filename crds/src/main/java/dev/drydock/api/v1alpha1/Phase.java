// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

/** A summary of where a run stands, for the printed column only. */
public enum Phase {
  /** Accepted, not started. */
  Pending,
  /** Work is going on. */
  Running,
  /** Done. */
  Succeeded,
  /** Ended without success. */
  Failed
}
