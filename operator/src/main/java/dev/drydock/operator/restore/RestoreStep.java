// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.restore;

import org.jspecify.annotations.Nullable;

/**
 * Where a restore stands; kept in {@code status.step}. A step is written before anything of it is
 * done, and everything that a step does may be done again.
 */
enum RestoreStep {
  /** Finds the run and plans. */
  Resolve(Group.Before),
  /** Waits for its turn; from here on no backup of the application starts. */
  Queue(Group.Before),
  /** Says that it goes next, and looks whether somebody else said so too. */
  Ask(Group.Before),
  /** Makes the target. */
  Prepare(Group.Before),
  /** Fetches the configuration to the side, since images are known from it. */
  FetchConfiguration(Group.Fetched),
  /** Clears the side directories of the configuration before the next attempt. */
  RefetchConfiguration(Group.Fetched),
  /** Pulls and builds images, before anything needs them or is stopped. */
  Images(Group.Fetched),
  /** Fetches to the side while the application runs. */
  Fetch(Group.Fetched),
  /** Clears the side directories after a failed fetch, before the next attempt. */
  Refetch(Group.Fetched),
  /** Stops the workloads recorded in status. */
  Stop(Group.Stopped),
  /** Swaps what was fetched into its place. */
  Apply(Group.Swapped),
  /** Starts workloads and waits until they are healthy. */
  Start(Group.Swapped),
  /** Runs the checks. */
  Check(Group.Swapped),
  /** Removes what was replaced. */
  Commit(Group.Ending),
  /** Leaves the sandbox up until its time has come. */
  KeepSandbox(Group.Ending),
  /** Removes the sandbox. */
  RemoveSandbox(Group.Ending),
  /** After a failure: stops what was started. */
  UndoStop(Group.Undo),
  /** After a failure: puts back what was replaced. */
  UndoSwap(Group.Undo),
  /** After a failure: brings workloads to the state they were in. */
  UndoStart(Group.Undo),
  /** After a failure: removes what was fetched. */
  UndoFetch(Group.Undo),
  /** After a failure: removes the sandbox. */
  UndoSandbox(Group.Undo),
  /** Removes the jobs; the outcome is written already. */
  Clean(Group.Ending),
  /** Nothing is left to do. */
  Done(Group.Ending);

  private enum Group {
    Before,
    Fetched,
    Stopped,
    Swapped,
    Ending,
    Undo
  }

  private final Group group;

  RestoreStep(Group group) {
    this.group = group;
  }

  /** The step of this name; Resolve when the request has none yet. */
  static RestoreStep of(@Nullable String name) {
    return name == null ? Resolve : valueOf(name);
  }

  /** Whether a failure in this step has to be undone, rather than be repeated until it succeeds. */
  boolean forward() {
    return group != Group.Ending && group != Group.Undo;
  }

  /** Whether it may have left something that was dear to get. */
  boolean fetches() {
    return forward() && group != Group.Before;
  }

  /** What the step begins with when it is done over. */
  RestoreStep retried() {
    if (this == FetchConfiguration) {
      return RefetchConfiguration;
    }
    return this == Fetch ? Refetch : this;
  }

  /** Whether this step repairs after a failure. */
  boolean undo() {
    return group == Group.Undo;
  }

  /** Where repair begins when this step fails. */
  RestoreStep undoneFrom(boolean sandbox) {
    return switch (group) {
      case Before -> sandbox && this != Resolve ? UndoSandbox : Clean;
      case Fetched -> sandbox ? UndoSandbox : UndoFetch;
      case Stopped -> sandbox ? UndoSandbox : UndoStart;
      case Swapped -> sandbox ? UndoSandbox : UndoStop;
      case Ending, Undo -> throw new IllegalStateException(this + " is not undone");
    };
  }
}
