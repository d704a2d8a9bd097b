// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.restore;

import java.util.Locale;

/** The jobs that a restore runs. */
enum RestoreJob {
  /** Lists the runs in the repository and reads the manifest of the newest. */
  List,
  /** Reads the manifest of the run that was chosen. */
  Manifest,
  /** Fetches configuration to the side; on a cluster, makes the objects that are missing. */
  Configuration,
  /** Removes configuration that was fetched by an attempt that failed. */
  ClearConfiguration,
  /** Fetches to the side. */
  Fetch,
  /** Puts what was fetched in its place. */
  Apply,
  /** Removes what was fetched by an attempt that failed. */
  Clear,
  /** On a cluster, makes what runs by itself once it is there. */
  Last,
  /** Removes what was replaced. */
  Commit,
  /** Puts what was replaced back. */
  Rollback,
  /** Removes what was fetched, after a failure. */
  Discard;

  /**
   * Whether it changes files in the target, and so has to end before another one starts that does.
   */
  boolean writes() {
    return this != List && this != Manifest && this != Last;
  }

  /** Whether it works on volumes of the target, rather than with the repository alone. */
  boolean inTarget() {
    return writes() && this != Configuration;
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
