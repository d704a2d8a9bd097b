// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.platform;

/** Warnings of a discovery that a policy may have an answer to. */
public final class Findings {
  private static final String WRITTEN = " may be written by ";

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

  /** A volume that somebody writes to whom nothing stops: it matters where others are stopped. */
  public static String notStopped(String volume, String writer) {
    return written(volume)
        + writer
        + " while it is copied, which consistency Stop does not change: stop it before the backup, or let it mount the volume read-only.";
  }

  /** Whether a warning is {@link #notStopped} of any volume. */
  public static boolean isNotStopped(String warning) {
    return warning.startsWith("Volume ") && warning.contains(WRITTEN);
  }

  /** Whether a warning is {@link #notStopped} of this volume. */
  public static boolean isNotStopped(String warning, String volume) {
    return warning.startsWith(written(volume));
  }

  private static String written(String volume) {
    return "Volume " + volume + WRITTEN;
  }

  private static String prefix(String service) {
    return "Service " + service + " looks like ";
  }
}
