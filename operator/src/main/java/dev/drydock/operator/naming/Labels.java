// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.naming;

import java.util.Map;

/** Labels of the objects and jobs that Drydock creates. They link; they never carry meaning. */
public final class Labels {
  /** Name of the policy. */
  public static final String POLICY = "drydock.dev/policy";

  /** Name of the run. */
  public static final String RUN = "drydock.dev/run";

  /** Name of the restore. */
  public static final String RESTORE = "drydock.dev/restore";

  /** On a RestoreRequest: {@code true} when it is a drill that a policy's schedule made. */
  public static final String DRILL = "drydock.dev/drill";

  private static final String MANAGED_BY = "app.kubernetes.io/managed-by";

  private Labels() {}

  /** The labels of what a policy makes. */
  public static Map<String, String> ofPolicy(String policy) {
    return Map.of(MANAGED_BY, "drydock", POLICY, Names.label(policy));
  }

  /** The labels of what a run makes. */
  public static Map<String, String> ofRun(String policy, String run) {
    return Map.of(MANAGED_BY, "drydock", POLICY, Names.label(policy), RUN, Names.label(run));
  }

  /** The labels of what a restore makes. */
  public static Map<String, String> ofRestore(String restore) {
    return Map.of(MANAGED_BY, "drydock", RESTORE, Names.label(restore));
  }
}
