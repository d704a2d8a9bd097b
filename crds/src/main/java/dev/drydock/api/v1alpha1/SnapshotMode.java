// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

/** Whether volumes are copied from snapshots that the storage of a cluster makes of them. */
public enum SnapshotMode {
  /** Those of which it can make some; the others, and where it fails, as they are in use. */
  Auto,
  /** All of them, or the run fails. */
  Always,
  /** None. */
  Never
}
