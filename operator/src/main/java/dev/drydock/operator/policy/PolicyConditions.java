// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.policy;

import dev.drydock.operator.status.Readiness;

/** Types of the conditions of a policy. */
public final class PolicyConditions {
  /** True: the policy is in force and nothing needs a person. */
  public static final String READY = Readiness.READY;

  /** True: the policy cannot work until a person corrects it. Absent otherwise. */
  public static final String STALLED = Readiness.STALLED;

  /** True: the newest backup is complete, but not all is well with it. Absent otherwise. */
  public static final String DEGRADED = "Degraded";

  /** Whether the newest restorable state is young enough. */
  public static final String RECOVERY_POINT = "RecoveryPointObjectiveMet";

  /** Whether the newest measured recovery was fast enough. */
  public static final String RECOVERY_TIME = "RecoveryTimeObjectiveMet";

  /** Whether the newest drill passed. */
  public static final String RESTORE_TESTED = "RestoreTested";

  private PolicyConditions() {}
}
