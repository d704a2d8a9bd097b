// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

/** What becomes of a restore that fails after it fetched something. */
public enum OnFailure {
  /** Everything is put back as it was, and what was fetched is removed. */
  RollBack,
  /**
   * Where nothing was before and nothing ran, what was fetched stays, and the restore stands still
   * at the step that failed until it is told to go on, or is deleted. Elsewhere as RollBack.
   */
  Hold
}
