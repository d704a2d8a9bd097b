// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.failure;

/**
 * Why something failed: at once the reason of a condition, the label of a metric and the anchor in
 * {@code docs/reference/failures.md}. Names are part of the API; do not rename them.
 */
public enum FailureReason {
  /** The request contradicts itself or names what does not exist. */
  InvalidRequest(false),
  /** The application was not found on its platform. */
  ApplicationNotFound(false),
  /** A volume that the policy names, or that had data before, is empty or missing. */
  SourceEmpty(false),
  /** A source could not be read, wholly or in part. */
  SourceUnreadable(false),
  /** The program that dumps or loads a database ended with an error. */
  DumpFailed(false),
  /** Loading a dump into a database failed. */
  LoadFailed(false),
  /** A Secret that is named does not exist or lacks a key. */
  SecretNotFound(false),
  /** There is no repository at the place named. */
  RepositoryNotFound(false),
  /** No key of the repository opens with the password. */
  WrongPassword(false),
  /** The repository's storage cannot be reached or refuses. */
  RepositoryUnavailable(true),
  /** The storage refuses the credentials. */
  AccessDenied(false),
  /** Stored bytes are not what was written. */
  RepositoryCorrupt(false),
  /** Another process holds a conflicting lock. */
  RepositoryLocked(true),
  /** The repository has a format that is not understood. */
  RepositoryUnsupported(false),
  /** No space is left where bytes had to be written. */
  NoSpace(false),
  /** No snapshot or run matches. */
  SnapshotNotFound(false),
  /** Data is where the restore was told not to touch any. */
  TargetNotEmpty(false),
  /** Writing to the target failed. */
  TargetUnwritable(false),
  /** A hook failed. */
  HookFailed(false),
  /** An image that the application needs can neither be pulled nor built. */
  ImageUnavailable(false),
  /** A workload did not stop, start or become healthy. */
  WorkloadUnhealthy(false),
  /** A check of the restored application did not pass. */
  CheckFailed(false),
  /** The mover ended without a result; it was killed or ran out of memory. */
  MoverLost(true),
  /** It took longer than allowed. */
  DeadlineExceeded(false),
  /** It was cancelled. */
  Cancelled(false),
  /** The platform (Docker or Kubernetes) refused or cannot be reached. */
  PlatformError(true),
  /** A defect in Drydock. */
  InternalError(false);

  private final boolean retryable;

  FailureReason(boolean retryable) {
    this.retryable = retryable;
  }

  /** Whether it may pass by itself within minutes, so that trying again at once is worth it. */
  public boolean retryable() {
    return retryable;
  }
}
