// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.restore;

import java.util.Locale;

/** The jobs that a restore runs. */
enum RestoreJob {
  /** Lists the runs in the repository and reads the manifest of the newest. */
  List,
  /** Reads the manifest of the run that was chosen. */
  Manifest,
  /** Fetches configuration to the side. */
  Configuration,
  /** Removes configuration that was fetched by an attempt that failed. */
  ClearConfiguration,
  /** Fetches to the side. */
  Fetch,
  /** Puts what was fetched in its place. */
  Apply,
  /** Removes what was fetched by an attempt that failed. */
  Clear,
  /** Removes what was replaced. */
  Commit,
  /** Puts what was replaced back. */
  Rollback,
  /** Removes what was fetched, after a failure. */
  Discard;

  /** Whether it changes anything in the target. */
  boolean writes() {
    return this != List && this != Manifest;
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
