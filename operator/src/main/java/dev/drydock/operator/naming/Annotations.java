// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.naming;

/** Annotations by which people tell Drydock something. */
public final class Annotations {
  /**
   * On a RestoreRequest that stands still after a failure ({@code Held=True}): go on. Every new
   * value counts once; a time is a good one.
   */
  public static final String RESUME = "drydock.dev/resume";

  private Annotations() {}
}
