// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.claim;

/** Whose turn it is. */
public sealed interface Turn {
  /** Go on to the next step. */
  record Mine() implements Turn {}

  /**
   * Stay in this step.
   *
   * @param what what is waited for, to follow "waits for"
   */
  record Wait(String what) implements Turn {}

  /**
   * Go back into the queue, since somebody else was first.
   *
   * @param what what is waited for, to follow "waits for"
   */
  record Back(String what) implements Turn {}
}
