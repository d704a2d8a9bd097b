// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

/** What happens when a slot comes while a run of the policy is active. */
public enum ConcurrencyPolicy {
  /** The slot is skipped and recorded. */
  Forbid
}
