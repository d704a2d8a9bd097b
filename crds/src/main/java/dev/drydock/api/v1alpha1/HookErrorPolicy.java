// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

/** Whether a failing hook fails the run. */
public enum HookErrorPolicy {
  /** The run fails. */
  Fail,
  /** The failure is recorded and the run goes on. */
  Continue
}
