// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.run;

import org.jspecify.annotations.Nullable;

/**
 * The steps of a run, in their order. A step is written into the status before anything of it is
 * done, so that after a crash the step that is found there is the one to do again; each can be.
 */
enum RunStep {
  /** Pins the policy and finds the application. Changes nothing. */
  Resolve,
  /** Says that it goes next, and looks whether somebody else said so too. Changes nothing. */
  Ask,
  /** Runs the hooks before the backup. */
  PreHooks,
  /** Stops or pauses the workloads that the status lists. */
  Quiesce,
  /** The storage makes snapshots of the volumes. */
  Snapshot,
  /** Brings the workloads back before the copy, which is made from snapshots. */
  Release,
  /** A mover reads the application. */
  Move,
  /** Brings the workloads back to where they were. */
  Resume,
  /** Runs the hooks after the backup, also after a failed one. */
  PostHooks,
  /** A mover forgets snapshots that no rule keeps. */
  Retain,
  /** Removes the movers; then the outcome is told. */
  Finish;

  static @Nullable RunStep of(@Nullable String text) {
    return text == null || text.isEmpty() ? null : valueOf(text);
  }
}
