// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.platform;

import dev.drydock.api.v1alpha1.RepositorySpec;
import dev.drydock.mover.job.JobSpec;
import dev.drydock.mover.job.RepositoryLocation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One mover to run. The platform mounts what it needs, puts the secrets of the repository into
 * files that only the mover sees, runs the database programs beside it, and starts it.
 *
 * @param namespace namespace of the object that the job works for; its Secrets are there
 * @param name deterministic name, unique within the namespace
 * @param labels labels, to find it again
 * @param repository repository to open; null when the job needs none
 * @param spec what to do, given where the mover sees the repository (null when there is none)
 * @param mounts volumes and directories to mount
 * @param databasePrograms programs that feed or drain the mover's pipes
 * @param deadline after this long it is stopped and has failed
 * @param owner object that the job works for, with which it goes; null where the platform has no
 *     such thing
 * @param sandbox sandbox whose volumes it works on; null for none. Where {@link
 *     Platform#jobNamespace} says so it runs there, with copies of the Secrets of its repository
 */
public record JobRequest(
    String namespace,
    String name,
    Map<String, String> labels,
    @Nullable RepositorySpec repository,
    Function<@Nullable RepositoryLocation, JobSpec> spec,
    List<Mount> mounts,
    List<DatabaseProgram> databasePrograms,
    Duration deadline,
    @Nullable Owner owner,
    @Nullable String sandbox) {

  /** A job of no sandbox. */
  public JobRequest(
      String namespace,
      String name,
      Map<String, String> labels,
      @Nullable RepositorySpec repository,
      Function<@Nullable RepositoryLocation, JobSpec> spec,
      List<Mount> mounts,
      List<DatabaseProgram> databasePrograms,
      Duration deadline,
      @Nullable Owner owner) {
    this(
        namespace, name, labels, repository, spec, mounts, databasePrograms, deadline, owner, null);
  }

  /** A job that goes with nothing. */
  public JobRequest(
      String namespace,
      String name,
      Map<String, String> labels,
      @Nullable RepositorySpec repository,
      Function<@Nullable RepositoryLocation, JobSpec> spec,
      List<Mount> mounts,
      List<DatabaseProgram> databasePrograms,
      Duration deadline) {
    this(namespace, name, labels, repository, spec, mounts, databasePrograms, deadline, null);
  }

  /** The same, going with an object, or with nothing. */
  public JobRequest ownedBy(@Nullable Owner object) {
    return new JobRequest(
        namespace,
        name,
        labels,
        repository,
        spec,
        mounts,
        databasePrograms,
        deadline,
        object,
        sandbox);
  }

  /** The same with another repository. */
  public JobRequest withRepository(@Nullable RepositorySpec other) {
    return new JobRequest(
        namespace, name, labels, other, spec, mounts, databasePrograms, deadline, owner, sandbox);
  }

  /** The same in another namespace, with a repository whose Secrets are there. */
  public JobRequest movedTo(String other, @Nullable RepositorySpec repositoryThere) {
    return new JobRequest(
        other,
        name,
        labels,
        repositoryThere,
        spec,
        mounts,
        databasePrograms,
        deadline,
        owner,
        null);
  }

  /**
   * The object that a job works for, in the namespace of the job.
   *
   * @param apiVersion group and version
   * @param kind kind
   * @param name name
   * @param uid unique for all time
   */
  public record Owner(String apiVersion, String kind, String name, String uid) {}

  /** Directory, as the mover and the database programs see it, of pipes and status files. */
  public static final String PIPES = "/run/drydock/pipes";

  /**
   * A mount.
   *
   * @param source volume of the platform, or absolute path on the host
   * @param kind kind of volume
   * @param path where the mover sees it
   * @param readOnly whether it is read-only, as every source of a backup is
   */
  public record Mount(
      String source, ApplicationManifest.VolumeKind kind, String path, boolean readOnly) {}

  /** What a database program does. */
  public enum ProgramKind {
    /** Dumps the running database into the pipe. */
    Dump,
    /**
     * Makes a database anew in {@code restoredDirectory} of its volume, by the engine of its own
     * image, and loads the dump from the pipe into it; leaves it shut down cleanly.
     */
    Load
  }

  /**
   * A program of the database's own image that runs beside the mover. It writes its exit status and
   * the end of its error output to {@code statusFile} after closing the pipe.
   *
   * @param kind what it does
   * @param application application that the database belongs to
   * @param database the database
   * @param credentialsSecret Secret with keys username and password; null for what the service has
   * @param dumpCommand for engine Command
   * @param restoreCommand for engine Command
   * @param pipe named pipe below {@link #PIPES}
   * @param statusFile status file below {@link #PIPES}
   * @param volume for Load: volume of the platform that receives the data
   * @param restoredDirectory for Load: name of the directory, directly below the volume's root,
   *     that receives the data; null for the root itself
   */
  public record DatabaseProgram(
      ProgramKind kind,
      ApplicationManifest application,
      ApplicationManifest.Database database,
      @Nullable String credentialsSecret,
      List<String> dumpCommand,
      List<String> restoreCommand,
      String pipe,
      String statusFile,
      @Nullable Mount volume,
      @Nullable String restoredDirectory) {}
}
