// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.run;

/** Types of the conditions of a run, and the reasons that are not failures. */
public final class RunConditions {
  /** True: the backup is restorable. */
  public static final String COMPLETE = "Complete";

  /** True: the run ended without a restorable backup. Its reason is a FailureReason. */
  public static final String FAILED = "Failed";

  /** True: something less than the whole is wrong, such as files that could not be read. */
  public static final String DEGRADED = "Degraded";

  /** Reason of {@link #DEGRADED}: something was found that this backup cannot bring back. */
  public static final String NOT_EVERYTHING_PROTECTED = "NotEverythingProtected";

  /**
   * Reason of {@link #DEGRADED}: another policy, of another host, uses the same names in the same
   * repository.
   */
  public static final String HISTORY_SHARED = "HistoryShared";

  /** Reason of {@link #DEGRADED}: volumes were copied live as no snapshots could be made. */
  public static final String SNAPSHOT_FAILED = "SnapshotFailed";

  /** Reason of {@link #DEGRADED}: snapshots of volumes may be left in the cluster. */
  public static final String SNAPSHOTS_LEFT = "SnapshotsLeft";

  /** True: an attempt failed and another one follows. */
  public static final String RETRYING = "Retrying";

  /** False: workloads that the run stopped are not back, and its message says what to type. */
  public static final String RESUMED = "WorkloadsResumed";

  /** Reason of {@link #DEGRADED} and {@link #RESUMED} while workloads are not back. */
  public static final String NOT_RESUMED = "WorkloadsNotResumed";

  static final String IN_PROGRESS = "InProgress";

  private RunConditions() {}
}
