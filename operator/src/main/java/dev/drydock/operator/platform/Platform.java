// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.platform;

import dev.drydock.api.v1alpha1.ApplicationCheck;
import dev.drydock.api.v1alpha1.ApplicationSpec;
import dev.drydock.api.v1alpha1.CheckOutcome;
import dev.drydock.api.v1alpha1.Consistency;
import dev.drydock.api.v1alpha1.ExecHook;
import dev.drydock.api.v1alpha1.RepositorySpec;
import dev.drydock.api.v1alpha1.WorkloadRecord;
import dev.drydock.operator.platform.PreparedTarget.ConfigurationDirectory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The place where applications live. Every method returns within seconds, except where it takes a
 * timeout; long work runs in jobs. Every method may be repeated after a crash in the middle of it,
 * with the same arguments and the same outcome. Failures are {@link
 * dev.drydock.mover.failure.DrydockException}s. Safe for use by many threads.
 */
public interface Platform {

  // ---- discovery

  /**
   * Everything persistent of an application, also when its workloads are stopped.
   *
   * @throws dev.drydock.mover.failure.DrydockException ApplicationNotFound
   */
  ApplicationManifest discover(ApplicationSpec application);

  /**
   * Says in full where a repository is: one that is taken from an object of the platform becomes
   * the place that this one names now. Others stay as they are.
   *
   * @param namespace namespace of the object that uses it
   * @param writes whether snapshots are to be written or removed there
   * @throws dev.drydock.mover.failure.DrydockException InvalidRequest or RepositoryUnavailable,
   *     when it cannot be used
   */
  RepositorySpec locate(String namespace, RepositorySpec repository, boolean writes);

  // ---- jobs

  /** Starts a job; does nothing when a job of this name exists, running or ended. */
  void startJob(JobRequest request);

  /** How the job of this name stands; empty when there is none. */
  Optional<JobState> job(String namespace, String name);

  /**
   * Stops the job if it runs, and removes all trace of it. Does nothing when there is none.
   *
   * @throws dev.drydock.mover.failure.DrydockException PlatformError when it may still run
   */
  void removeJob(String namespace, String name);

  /** Snapshots of volumes, where the platform has any. */
  VolumeSnapshots snapshots();

  // ---- workloads

  /**
   * The workloads that {@link #quiesce} would touch for this mode, with the state they are in now.
   * Databases that are dumped by their own client keep running and are not among them; nor are
   * workloads that use none of the volumes.
   */
  List<WorkloadRecord> workloadsToQuiesce(ApplicationManifest application, Consistency mode);

  /** All workloads of the application, with the state they are in now, in start order. */
  List<WorkloadRecord> workloads(ApplicationSpec application);

  /** Pauses or stops these workloads, dependants first. Live does nothing. */
  void quiesce(List<WorkloadRecord> workloads, Consistency mode);

  /**
   * Which of these workloads did not stay at rest since {@link #quiesce}, as far as the platform
   * can tell: a sentence each that names the workload. Asked before {@link #resume}; empty when all
   * of them did, or are gone.
   */
  List<String> stirred(List<WorkloadRecord> workloads);

  /** Brings these workloads back to the state recorded, in start order. */
  void resume(List<WorkloadRecord> workloads);

  /**
   * Runs a command in a running workload and waits for it.
   *
   * @throws dev.drydock.mover.failure.DrydockException HookFailed with the end of its output
   */
  void runHook(ApplicationSpec application, ExecHook hook);

  // ---- restore

  /**
   * What keeps a restore from going to a target, a sentence each that says what to do: files and
   * volumes that belong to others, ports and names that others have. Changes nothing. Asked before
   * anything is made or fetched, and not again, since then what the restore itself made is there.
   *
   * @param starts whether the application will be started from its configuration
   */
  List<String> obstacles(TargetRequest target, boolean starts);

  /**
   * Makes what a restore writes into, without starting anything: volumes (empty when they are new),
   * directories, networks; for a sandbox in isolation from everything else. Returns where each
   * component is to be written, to be used in {@link JobRequest}s.
   */
  PreparedTarget prepare(TargetRequest target);

  /**
   * Has at hand whatever images the application is started from and its databases are loaded with:
   * pulls and builds them by configuration that was fetched to the side. Changes nothing else, and
   * what runs goes on.
   *
   * @param fetched those directories of configuration that were fetched
   * @param aside name of the directory below each of them that holds what was fetched
   * @param timeout how long it may take
   * @throws dev.drydock.mover.failure.DrydockException ImageUnavailable
   */
  void provideImages(
      TargetRequest target, List<ConfigurationDirectory> fetched, String aside, Duration timeout);

  /**
   * Starts the application in its target from the restored configuration, and waits at most so long
   * until everything is running and, where it has a health check, healthy.
   *
   * @throws dev.drydock.mover.failure.DrydockException WorkloadUnhealthy, with the end of its logs
   */
  void startApplication(TargetRequest target, Duration timeout);

  /** Waits until these workloads are in the state recorded and, where they can tell, healthy. */
  void awaitHealthy(List<WorkloadRecord> workloads, Duration timeout);

  /** Runs one check against the application in its target. Never throws for a failed check. */
  CheckOutcome check(TargetRequest target, ApplicationCheck check);

  /**
   * Makes sure that sandboxes can be made here at all. Asked before anything is.
   *
   * @throws dev.drydock.mover.failure.DrydockException InvalidRequest, with what would allow them
   */
  default void requireSandboxes() {}

  /**
   * Namespace of the jobs that work on the volumes of a sandbox, under which they are asked for and
   * removed: that of the request, unless the platform has to have them elsewhere.
   */
  default String jobNamespace(String namespace, String sandbox) {
    return namespace;
  }

  /** Notes on a sandbox, for people, when it will be removed. Does nothing when there is none. */
  default void keepSandbox(String namespace, String sandbox, Instant until) {}

  /**
   * Stops and removes a sandbox with everything in it. Does nothing when there is none, or when it
   * is of somebody else.
   *
   * @throws dev.drydock.mover.failure.DrydockException PlatformError when it does not go away
   */
  void removeSandbox(String namespace, String sandbox);

  /**
   * Names of the sandboxes that this control plane made, with the namespace they belong to. Never
   * those of another one on the same host.
   */
  List<SandboxName> sandboxes();

  /**
   * The name of a sandbox.
   *
   * @param namespace namespace of the RestoreRequest
   * @param name name of the sandbox
   */
  record SandboxName(String namespace, String name) {}
}
