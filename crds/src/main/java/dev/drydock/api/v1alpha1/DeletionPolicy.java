// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

/** What happens to the data in the repository when the policy is deleted. */
public enum DeletionPolicy {
  /** It stays. */
  Retain,
  /** The snapshots of this policy are forgotten and pruned. */
  Delete
}
