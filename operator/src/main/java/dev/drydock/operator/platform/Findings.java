// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.platform;

/** Warnings of a discovery that a policy may have an answer to. */
public final class Findings {
  private Findings() {}

  /** A database that nobody dumps: its files are copied, which needs it to be at rest. */
  public static String copiedAsFiles(String service, String kind) {
    return prefix(service)
        + kind
        + ", which is copied as files: use consistency Stop or Pause, or list it under databases with engine Command.";
  }

  /** Whether a warning is {@link #copiedAsFiles} of this service. */
  public static boolean isCopiedAsFiles(String warning, String service) {
    return warning.startsWith(prefix(service));
  }

  /** A database whose password is where it is not taken from. */
  public static String passwordInPlain(String service) {
    return "The password of database "
        + service
        + " is written out in its workload, from where Drydock does not copy it: put it into a Secret, and name that in the workload or in spec.databases[].credentialsSecretRef.";
  }

  private static String prefix(String service) {
    return "Service " + service + " looks like ";
  }
}
