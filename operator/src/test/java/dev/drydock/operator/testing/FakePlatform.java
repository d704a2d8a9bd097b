// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.testing;

import dev.drydock.api.v1alpha1.ApplicationCheck;
import dev.drydock.api.v1alpha1.ApplicationSpec;
import dev.drydock.api.v1alpha1.CheckOutcome;
import dev.drydock.api.v1alpha1.Consistency;
import dev.drydock.api.v1alpha1.ExecHook;
import dev.drydock.api.v1alpha1.RepositorySpec;
import dev.drydock.api.v1alpha1.S3Repository;
import dev.drydock.api.v1alpha1.WorkloadRecord;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.JobMessage;
import dev.drydock.mover.job.JobResult;
import dev.drydock.mover.job.JobSpec;
import dev.drydock.mover.job.RepositoryLocation;
import dev.drydock.operator.platform.ApplicationManifest;
import dev.drydock.operator.platform.JobRequest;
import dev.drydock.operator.platform.JobState;
import dev.drydock.operator.platform.Platform;
import dev.drydock.operator.platform.PreparedTarget;
import dev.drydock.operator.platform.PreparedTarget.ConfigurationDirectory;
import dev.drydock.operator.platform.TargetRequest;
import dev.drydock.operator.platform.VolumeSnapshots;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A platform in memory. It keeps the rules of the real ones that matter here: a job runs at most
 * once under its name, and every method may be repeated. Jobs do what {@link #jobsEnd} says; every
 * change is noted in the {@link Effects}, which may kill the operator right after it. What is done
 * stays done when the operator is killed.
 */
public final class FakePlatform implements Platform {
  private final Clock clock;
  private final Effects effects;
  private final FakeRepository repository = new FakeRepository();
  private final Map<String, JobRequest> requests = new LinkedHashMap<>();
  private final Map<String, JobSpec> specs = new LinkedHashMap<>();
  private final Map<String, JobState> jobs = new LinkedHashMap<>();
  private final Map<String, String> workloads = new LinkedHashMap<>();
  private final Map<String, Deque<DrydockException>> failures = new HashMap<>();
  private final Map<String, CheckOutcome> checks = new HashMap<>();
  private final Set<SandboxName> sandboxes = new LinkedHashSet<>();
  private final List<String> nonEmpty = new ArrayList<>();
  private final List<String> outside = new ArrayList<>();
  private final List<String> obstacles = new ArrayList<>();
  private final Map<SandboxName, Instant> kept = new HashMap<>();
  private Runnable checking = () -> {};
  private boolean sandboxesAreNamespaces;
  private boolean replacing;
  private int generation;
  private @Nullable ApplicationManifest manifest;
  private Function<JobSpec, Optional<JobResult>> ending =
      spec -> Optional.of(FakeResults.success(spec));

  /** A platform without an application. */
  public FakePlatform(Clock clock, Effects effects) {
    this.clock = clock;
    this.effects = effects;
  }

  // ---- how the test arranges it

  /** The application that is discovered; its services run, in the order of the manifest. */
  public synchronized void has(ApplicationManifest application) {
    manifest = application;
    for (ApplicationManifest.Service service : application.services()) {
      workloads.putIfAbsent(service.name(), "running");
    }
  }

  /** A file of the host that is configuration beside those of the application. */
  public synchronized void configures(String path) {
    outside.add(path);
  }

  /** What is in the way of a restore from now on. */
  public synchronized void obstructs(String obstacle) {
    obstacles.add(obstacle);
  }

  /** From now on, jobs of a sandbox run in a namespace of its name. */
  public synchronized void sandboxesAreNamespaces() {
    sandboxesAreNamespaces = true;
  }

  /** When sandboxes are noted to end. */
  public synchronized Map<SandboxName, Instant> kept() {
    return Map.copyOf(kept);
  }

  /** From now on, starting the application makes its containers anew, with other ids. */
  public synchronized void replacesContainers() {
    replacing = true;
  }

  /** The application and everything of it is gone. */
  public synchronized void gone() {
    manifest = null;
    workloads.clear();
  }

  /** The state of a workload, by service. */
  public synchronized void workload(String service, String state) {
    workloads.put(service, state);
  }

  /** The states of all workloads by service. */
  public synchronized Map<String, String> workloadStates() {
    return new LinkedHashMap<>(workloads);
  }

  /** How jobs end from now on: with a result, or not yet when empty. */
  public synchronized void jobsEnd(Function<JobSpec, Optional<JobResult>> with) {
    ending = with;
  }

  /** Ends a running job. */
  public synchronized void end(String job, JobResult result) {
    if (!(jobs.get(job) instanceof JobState.Running)) {
      throw new IllegalStateException(job + " does not run: " + jobs);
    }
    jobs.put(job, new JobState.Ended(repository.ended(specs.get(job), result), clock.instant()));
  }

  /** Lets a running job tell how far it is. */
  public synchronized void progress(String job, JobMessage.Moving moving) {
    JobState.Running running = (JobState.Running) jobs.get(job);
    jobs.put(job, new JobState.Running(running.since(), moving));
  }

  /** Loses a job without a trace, as when somebody removes its container. */
  public synchronized void lose(String job) {
    jobs.remove(job);
  }

  /**
   * Makes the next call of an operation fail: locate, discover, startJob, job, removeJob,
   * workloads, quiesce, stirred, resume, runHook, prepare, provideImages, startApplication,
   * awaitHealthy, requireSandboxes, keepSandbox, removeSandbox; afterStartJob, when it is started
   * already.
   */
  public synchronized void fail(String operation, FailureReason reason, String message) {
    failures
        .computeIfAbsent(operation, o -> new ArrayDeque<>())
        .add(new DrydockException(reason, message));
  }

  /** What a check will say; it passes otherwise. */
  public synchronized void checkSays(CheckOutcome outcome) {
    checks.put(outcome.name(), outcome);
  }

  /** What happens while a check runs. */
  public synchronized void whileChecking(Runnable happens) {
    checking = happens;
  }

  /** What {@link #prepare} will find occupied. */
  public synchronized void occupied(List<String> names) {
    nonEmpty.clear();
    nonEmpty.addAll(names);
  }

  /** The requests of all jobs ever started, in order, by name. */
  public synchronized Map<String, JobRequest> requests() {
    return new LinkedHashMap<>(requests);
  }

  /** The spec of the one job that was started for a run with this purpose. */
  public synchronized JobSpec spec(String run, String purpose) {
    return specs.entrySet().stream()
        .filter(job -> job.getKey().startsWith(run + "-") && job.getKey().endsWith("-" + purpose))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow();
  }

  /** The specs of all jobs ever started, in order, by name. */
  public synchronized Map<String, JobSpec> specs() {
    return new LinkedHashMap<>(specs);
  }

  /** Names of the jobs that are there now, running or ended. */
  public synchronized List<String> jobNames() {
    return List.copyOf(jobs.keySet());
  }

  // ---- Platform

  @Override
  public synchronized ApplicationManifest discover(ApplicationSpec application) {
    failIfAsked("discover");
    if (manifest == null || !manifest.application().equals(application)) {
      throw new DrydockException(
          FailureReason.ApplicationNotFound, "There is no application " + application + ".");
    }
    return manifest;
  }

  /** {@inheritDoc} The only BackupStorageLocation is the bucket of the same name. */
  @Override
  public synchronized RepositorySpec locate(
      String namespace, RepositorySpec repository, boolean writes) {
    failIfAsked("locate");
    if (repository.backupStorageLocation() == null) {
      return repository;
    }
    return new RepositorySpec(
        new S3Repository(
            repository.backupStorageLocation().name(),
            "plugins/drydock/" + namespace,
            null,
            "eu-central-1",
            false,
            null,
            null,
            null),
        null,
        repository.passwordSecretRef(),
        repository.copies());
  }

  private final java.util.Set<String> cannotBeCut = new java.util.TreeSet<>();
  private final List<String> cut = new ArrayList<>();

  /** Volumes of claims of which no snapshot can be made. */
  public synchronized void cannotBeCut(String... volumes) {
    cannotBeCut.addAll(List.of(volumes));
  }

  /** {@inheritDoc} They are made at once. Failures: obstaclesOfSnapshots, cut, provide, remove. */
  @Override
  public VolumeSnapshots snapshots() {
    return new VolumeSnapshots() {
      @Override
      public Map<String, String> obstacles(
          String namespace, List<ApplicationManifest.Volume> volumes, @Nullable String wanted) {
        synchronized (FakePlatform.this) {
          Map<String, String> obstacles = new LinkedHashMap<>();
          volumes.stream()
              .map(ApplicationManifest.Volume::name)
              .filter(cannotBeCut::contains)
              .forEach(v -> obstacles.put(v, "there is no class"));
          return obstacles;
        }
      }

      @Override
      public Optional<String> cut(Snapshots snapshots) {
        synchronized (FakePlatform.this) {
          failIfAsked("cut");
          for (Item item : snapshots.items()) {
            if (!cut.contains(item.name())) {
              cut.add(item.name());
              effects.happened("cut " + item.source());
            }
          }
          return Optional.empty();
        }
      }

      @Override
      public Optional<String> provide(Snapshots snapshots) {
        synchronized (FakePlatform.this) {
          failIfAsked("provide");
          snapshots.items().forEach(item -> effects.happened("provide " + item.source()));
          return Optional.empty();
        }
      }

      @Override
      public void remove(String namespace, Map<String, String> labels) {
        synchronized (FakePlatform.this) {
          failIfAsked("removeSnapshots");
          if (!cut.isEmpty()) {
            cut.clear();
            effects.happened("remove snapshots");
          }
        }
      }
    };
  }

  @Override
  public synchronized void startJob(JobRequest request) {
    failIfAsked("startJob");
    if (jobs.containsKey(request.name())) {
      return;
    }
    JobSpec spec =
        request
            .spec()
            .apply(
                request.repository() == null
                    ? null
                    : new RepositoryLocation.Directory("/repository", "/secrets/password"));
    requests.put(request.name(), request);
    specs.put(request.name(), spec);
    Instant now = clock.instant();
    jobs.put(
        request.name(),
        ending
            .apply(spec)
            .<JobState>map(result -> new JobState.Ended(repository.ended(spec, result), now))
            .orElseGet(() -> new JobState.Running(now, null)));
    effects.happened("startJob " + request.name());
    failIfAsked("afterStartJob");
  }

  @Override
  public synchronized Optional<JobState> job(String namespace, String name) {
    failIfAsked("job");
    return isIn(namespace, name) ? Optional.ofNullable(jobs.get(name)) : Optional.empty();
  }

  @Override
  public synchronized void removeJob(String namespace, String name) {
    failIfAsked("removeJob");
    if (isIn(namespace, name) && jobs.remove(name) != null) {
      effects.happened("removeJob " + name);
    }
  }

  @Override
  public synchronized List<WorkloadRecord> workloadsToQuiesce(
      ApplicationManifest application, Consistency mode) {
    if (mode == Consistency.Live) {
      return List.of();
    }
    return workloads(application.application()).stream()
        .filter(w -> w.priorState().equals("running"))
        .filter(
            w -> application.databases().stream().noneMatch(d -> d.service().equals(w.service())))
        .toList();
  }

  @Override
  public synchronized List<WorkloadRecord> workloads(ApplicationSpec application) {
    failIfAsked("workloads");
    if (manifest == null || !manifest.application().equals(application)) {
      return List.of();
    }
    List<WorkloadRecord> records = new ArrayList<>();
    for (Map.Entry<String, String> workload : workloads.entrySet()) {
      String service = workload.getKey();
      records.add(
          new WorkloadRecord(id(service), service, workload.getValue(), records.size(), null));
    }
    return records;
  }

  @Override
  public synchronized void quiesce(List<WorkloadRecord> records, Consistency mode) {
    failIfAsked("quiesce");
    for (WorkloadRecord record : records.reversed()) {
      change(record.service(), mode == Consistency.Pause ? "paused" : "exited");
    }
  }

  @Override
  public synchronized List<String> stirred(List<WorkloadRecord> records) {
    failIfAsked("stirred");
    return records.stream()
        .filter(record -> record.priorState().equals(workloads.get(record.service())))
        .map(record -> record.service() + " runs.")
        .toList();
  }

  @Override
  public synchronized void resume(List<WorkloadRecord> records) {
    failIfAsked("resume");
    for (WorkloadRecord record : records) {
      if (record.id().equals(id(record.service()))) {
        change(record.service(), record.priorState());
      }
    }
  }

  @Override
  public synchronized void runHook(ApplicationSpec application, ExecHook hook) {
    failIfAsked("runHook");
    effects.happened("hook " + String.join(" ", hook.command()));
  }

  @Override
  public synchronized List<String> obstacles(TargetRequest target, boolean starts) {
    return List.copyOf(obstacles);
  }

  @Override
  public synchronized PreparedTarget prepare(TargetRequest target) {
    failIfAsked("prepare");
    Map<String, JobRequest.Mount> volumes = new LinkedHashMap<>();
    for (ApplicationManifest.Volume volume : target.source().volumes()) {
      volumes.put(
          volume.name(),
          new JobRequest.Mount(
              volume.kind() == ApplicationManifest.VolumeKind.Bind
                  ? volume.source()
                  : target.project() + "_" + volume.name(),
              volume.kind(),
              "/target/volumes/" + volume.name(),
              false));
    }
    if (target.kind() == TargetRequest.Kind.Sandbox
        && sandboxes.add(new SandboxName(target.namespace(), target.project()))) {
      effects.happened("createSandbox " + target.project());
    } else {
      effects.happened("prepare " + target.project());
    }
    return new PreparedTarget(volumes, configuration(target), List.copyOf(nonEmpty));
  }

  private List<ConfigurationDirectory> configuration(TargetRequest target) {
    String project = String.valueOf(target.source().directory());
    String directory =
        target.directory() == null ? "/sandboxes/" + target.project() : target.directory();
    Map<String, List<String>> names = new LinkedHashMap<>();
    List<String> files = new ArrayList<>(target.source().configurationFiles());
    files.addAll(outside);
    for (String file : files) {
      int slash = file.lastIndexOf('/');
      names
          .computeIfAbsent(file.substring(0, slash), d -> new ArrayList<>())
          .add(file.substring(slash + 1));
    }
    List<ConfigurationDirectory> configuration = new ArrayList<>();
    names.forEach(
        (from, entries) -> {
          boolean inside = from.startsWith(project);
          String to = inside ? directory + from.substring(project.length()) : from;
          String mounted = inside ? directory : to;
          String at = "/target/configuration/" + (inside ? "project" : "host" + from);
          configuration.add(
              new ConfigurationDirectory(
                  "/configuration/"
                      + (inside ? "project" + from.substring(project.length()) : "host" + from),
                  new JobRequest.Mount(mounted, ApplicationManifest.VolumeKind.Bind, at, false),
                  at + to.substring(mounted.length()),
                  entries));
        });
    return configuration;
  }

  @Override
  public synchronized void provideImages(
      TargetRequest target,
      List<PreparedTarget.ConfigurationDirectory> fetched,
      String aside,
      Duration timeout) {
    failIfAsked("provideImages");
    effects.happened("images of " + target.project());
  }

  @Override
  public synchronized void startApplication(TargetRequest target, Duration timeout) {
    failIfAsked("startApplication");
    if (target.kind() == TargetRequest.Kind.InPlace) {
      generation += replacing ? 1 : 0;
      for (ApplicationManifest.Service service : target.source().services()) {
        change(service.name(), "running");
      }
    }
    effects.happened("startApplication " + target.project());
  }

  @Override
  public synchronized void awaitHealthy(List<WorkloadRecord> records, Duration timeout) {
    failIfAsked("awaitHealthy");
    for (WorkloadRecord record : records) {
      if (!record.priorState().equals(workloads.get(record.service()))) {
        throw new DrydockException(
            FailureReason.WorkloadUnhealthy, record.service() + " is not " + record.priorState());
      }
    }
  }

  @Override
  public synchronized CheckOutcome check(TargetRequest target, ApplicationCheck check) {
    effects.happened("check " + check.name());
    checking.run();
    return checks.getOrDefault(
        check.name(), new CheckOutcome(check.name(), true, "as expected", "1s"));
  }

  private boolean isIn(String namespace, String job) {
    JobRequest request = requests.get(job);
    return request == null
        || namespace.equals(
            sandboxesAreNamespaces && request.sandbox() != null
                ? request.sandbox()
                : request.namespace());
  }

  @Override
  public synchronized void requireSandboxes() {
    failIfAsked("requireSandboxes");
  }

  @Override
  public synchronized String jobNamespace(String namespace, String sandbox) {
    return sandboxesAreNamespaces ? sandbox : namespace;
  }

  @Override
  public synchronized void keepSandbox(String namespace, String sandbox, Instant until) {
    failIfAsked("keepSandbox");
    kept.put(new SandboxName(namespace, sandbox), until);
  }

  @Override
  public synchronized void removeSandbox(String namespace, String sandbox) {
    failIfAsked("removeSandbox");
    if (sandboxes.remove(new SandboxName(namespace, sandbox))) {
      effects.happened("removeSandbox " + sandbox);
    }
  }

  @Override
  public synchronized List<SandboxName> sandboxes() {
    return List.copyOf(sandboxes);
  }

  private String id(String service) {
    return generation == 0 ? "id-" + service : "id-" + service + "-" + generation;
  }

  private void change(String service, String state) {
    if (!state.equals(workloads.put(service, state))) {
      effects.happened(service + " is " + state);
    }
  }

  private void failIfAsked(String operation) {
    Deque<DrydockException> asked = failures.get(operation);
    if (asked != null && !asked.isEmpty()) {
      throw asked.remove();
    }
  }
}
