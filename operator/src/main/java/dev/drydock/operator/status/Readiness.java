// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.status;

/**
 * The conditions by which kstatus, and with it Flux, Argo CD and {@code kubectl wait}, knows how an
 * object stands. They repeat what the conditions of the kind say, so that those who know nothing of
 * the kind understand it. Pure.
 */
public final class Readiness {
  /** True: what the spec asks for is done, or in force. */
  public static final String READY = "Ready";

  /** True: it is being done. Absent otherwise. */
  public static final String RECONCILING = "Reconciling";

  /** True: it will not be done unless a person does something. Absent otherwise. */
  public static final String STALLED = "Stalled";

  private Readiness() {}

  /** These, of something that is under way. */
  public static Conditions reconciling(Conditions conditions, String reason, String message) {
    return conditions
        .isFalse(READY, reason, message)
        .isTrue(RECONCILING, reason, message)
        .without(STALLED);
  }

  /** These, of something that is done. */
  public static Conditions ready(Conditions conditions, String reason, String message) {
    return conditions.isTrue(READY, reason, message).without(RECONCILING).without(STALLED);
  }

  /** These, of something that has failed for good. */
  public static Conditions stalled(Conditions conditions, String reason, String message) {
    return conditions
        .isFalse(READY, reason, message)
        .without(RECONCILING)
        .isTrue(STALLED, reason, message);
  }
}
