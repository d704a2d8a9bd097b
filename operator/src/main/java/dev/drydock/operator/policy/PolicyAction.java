// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.policy;

import dev.drydock.api.v1alpha1.BackupType;

/** What a plan wants done. Each may be done twice without harm. */
sealed interface PolicyAction {
  /**
   * Creates a run.
   *
   * @param name its name
   * @param type its type
   */
  record CreateRun(String name, BackupType type) implements PolicyAction {}

  /**
   * Creates a drill.
   *
   * @param name name of the RestoreRequest
   */
  record CreateDrill(String name) implements PolicyAction {}

  /**
   * Starts a check of the repository, after the status names it.
   *
   * @param job name of the job
   */
  record StartCheck(String job) implements PolicyAction {}
}
