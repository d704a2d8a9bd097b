// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.run;

import dev.drydock.mover.failure.FailureReason;

/** What to do in a policy about a failure: a mover knows files and errors, not fields. */
public final class Advice {
  private Advice() {}

  /** The message of a failure, with the advice for its reason. */
  public static String with(FailureReason reason, String message) {
    String advice = of(reason);
    if (advice.isEmpty()) {
      return message;
    }
    String end =
        message.isEmpty() || ".!?".indexOf(message.charAt(message.length() - 1)) >= 0 ? "" : ".";
    return message + end + " " + advice;
  }

  private static String of(FailureReason reason) {
    return switch (reason) {
      case SourceEmpty ->
          "If it is meant to be empty, list it in spec.volumes.exclude, or label a service that mounts it with drydock.dev/may-be-empty; otherwise find out where its data went.";
      case DumpFailed ->
          "Nothing of this database was kept. Correct what the program complains about, and see spec.databases for its credentials.";
      case SecretNotFound -> "Create the Secret, or correct the reference to it in the policy.";
      case WrongPassword ->
          "Correct the Secret named in spec.repository.passwordSecretRef; the repository opens only with the password that it was made with.";
      case AccessDenied ->
          "Correct the Secret named in spec.repository.s3.credentialsSecretRef, or what its owner may do in the bucket.";
      case RepositoryNotFound ->
          "Check spec.repository; if a bucket or directory was there before, bring it back, do not begin a new one unknowingly.";
      case RepositoryUnavailable ->
          "Check that the storage named in spec.repository exists and can be reached from this host.";
      case RepositoryCorrupt ->
          "Do not delete anything. Run `drydock repository check --read-data`, and keep older copies of the repository.";
      case RepositoryLocked ->
          "Another process works on the repository; if none does, run `drydock repository unlock`.";
      case NoSpace -> "Make room, or keep less with spec.retention.";
      case ApplicationNotFound -> "Correct spec.application, or start the application once.";
      case HookFailed -> "Correct the command in spec.hooks, or set its onError to Continue.";
      case MoverLost ->
          "Look for lack of memory on the host; the next run continues with what was stored.";
      case InvalidRequest,
          SourceUnreadable,
          LoadFailed,
          RepositoryUnsupported,
          SnapshotNotFound,
          TargetNotEmpty,
          TargetUnwritable,
          ImageUnavailable,
          WorkloadUnhealthy,
          CheckFailed,
          DeadlineExceeded,
          Cancelled,
          PlatformError,
          InternalError ->
          "";
    };
  }
}
