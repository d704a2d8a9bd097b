// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.platform;

import org.jspecify.annotations.Nullable;

/**
 * Where a restore goes.
 *
 * @param namespace namespace of the RestoreRequest
 * @param source what was backed up, as the repository tells it
 * @param kind where to
 * @param project name of the project (or sandbox) that results
 * @param directory absolute path of the directory that receives its files; null in a sandbox, where
 *     the platform chooses one
 * @param start whether it is to be started from its configuration, once that is restored
 * @param requester who asks; null where that is not known
 */
public record TargetRequest(
    String namespace,
    ApplicationManifest source,
    Kind kind,
    String project,
    @Nullable String directory,
    boolean start,
    @Nullable Requester requester) {

  /** One of which nobody is told who asks. */
  public TargetRequest(
      String namespace,
      ApplicationManifest source,
      Kind kind,
      String project,
      @Nullable String directory,
      boolean start) {
    this(namespace, source, kind, project, directory, start, null);
  }

  /**
   * The RestoreRequest that asks.
   *
   * @param name its name
   * @param uid unique for all time
   */
  public record Requester(String name, String uid) {}

  /** One that is to be started. */
  public TargetRequest(
      String namespace,
      ApplicationManifest source,
      Kind kind,
      String project,
      @Nullable String directory) {
    this(namespace, source, kind, project, directory, true);
  }

  /** Kinds of targets. */
  public enum Kind {
    /** The application itself. */
    InPlace,
    /** Another application, beside or on a new host. */
    Elsewhere,
    /** A sandbox: no published ports, no way out, own volumes, gone afterwards. */
    Sandbox
  }
}
