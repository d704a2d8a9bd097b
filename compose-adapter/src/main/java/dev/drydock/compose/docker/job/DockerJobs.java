// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.job;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectVolumeResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.model.Container;
import dev.drydock.compose.docker.database.DatabaseContainers;
import dev.drydock.compose.docker.engine.ContainerSpec;
import dev.drydock.compose.docker.engine.DockerEngine;
import dev.drydock.compose.docker.engine.Labels;
import dev.drydock.compose.docker.engine.RunResult;
import dev.drydock.compose.docker.engine.Secrets;
import dev.drydock.compose.docker.engine.TarFile;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.JobResult;
import dev.drydock.mover.job.JobSpec;
import dev.drydock.operator.platform.ApplicationManifest.VolumeKind;
import dev.drydock.operator.platform.JobRequest;
import dev.drydock.operator.platform.JobRequest.ProgramKind;
import dev.drydock.operator.platform.JobState;
import dev.drydock.operator.platform.SecretReader;
import dev.drydock.operator.platform.mover.JobJson;
import dev.drydock.operator.platform.mover.MoverLog;
import dev.drydock.operator.platform.mover.Verdict;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Movers as containers. A job exists from the moment its mover was started: whatever an earlier
 * crash left half-made is made anew, and what runs or ended is never started again. Safe for use by
 * many threads.
 */
public final class DockerJobs {
  private static final Logger log = LoggerFactory.getLogger(DockerJobs.class);
  private static final String PROGRAM_KIND = "dev.drydock.program";
  private static final long MEMORY = 2L << 30;
  private static final int TAIL_LINES = 60;
  private static final int TAIL_BYTES = 64 << 10;
  private static final int LOG_BYTES = 8 << 20;
  private static final Duration STOP_WAIT = Duration.ofSeconds(10);

  private final DockerEngine engine;
  private final DatabaseContainers databases;
  private final SecretReader secrets;
  private final String image;
  private final Clock clock;
  private final Map<JobNames, Object> locks = new ConcurrentHashMap<>();
  private final AtomicBoolean swept = new AtomicBoolean();

  /** Jobs on an engine, as containers of this image. */
  public DockerJobs(
      DockerEngine engine,
      DatabaseContainers databases,
      SecretReader secrets,
      String image,
      Clock clock) {
    this.engine = engine;
    this.databases = databases;
    this.secrets = secrets;
    this.image = image;
    this.clock = clock;
  }

  /** Starts a job; does nothing when it was started before. */
  public void start(JobRequest request) {
    if (swept.compareAndSet(false, true)) {
      sweep(Labels.JOB);
    }
    JobNames names = JobNames.of(request.namespace(), request.name());
    synchronized (locks.computeIfAbsent(names, n -> new Object())) {
      Optional<InspectContainerResponse> existing = engine.inspect(names.mover());
      if (existing.isPresent() && !"created".equals(existing.get().getState().getStatus())) {
        return;
      }
      removeAll(request.namespace(), request.name(), names);
      try {
        create(request, names);
      } catch (RuntimeException e) {
        removeAll(request.namespace(), request.name(), names);
        throw e;
      }
    }
  }

  /**
   * Removes volumes of jobs with this label that no container uses: an adapter that never came back
   * left passwords in them. The engine refuses while a container has one, and a job that is just
   * being made gets its volume again with its container, so those of other adapters are safe.
   */
  void sweep(String label) {
    for (InspectVolumeResponse volume : engine.volumes(label)) {
      if (JobNames.isVolume(volume.getName())) {
        try {
          engine.removeVolume(volume.getName());
          log.info("Removed volume {}, which was left of a job", volume.getName());
        } catch (ConflictException e) {
          log.debug("{} is in use", volume.getName());
        }
      }
    }
  }

  private void create(JobRequest request, JobNames names) {
    Secrets own = new Secrets(secrets, request.namespace());
    @Nullable RepositoryAccess access =
        request.repository() == null ? null : RepositoryAccess.of(request.repository(), own);
    JobSpec spec = request.spec().apply(access == null ? null : access.location());
    Map<String, String> labels = labels(request);
    engine.createVolume(names.secrets(), labels);
    engine.createVolume(names.pipes(), labels);
    List<String> programs = new ArrayList<>();
    for (JobRequest.DatabaseProgram program : request.databasePrograms()) {
      programs.add(
          engine.create(
              databases
                  .program(program, own, names.pipes())
                  .name(names.program(programs.size()))
                  .labels(labels)
                  .label(Labels.ROLE, "program")
                  .label(PROGRAM_KIND, program.kind().name())));
    }
    String mover = engine.create(mover(request, spec, access, names, labels));
    programs.forEach(engine::start);
    engine.start(mover);
    log.info("Started job {} of namespace {}", request.name(), request.namespace());
  }

  private ContainerSpec mover(
      JobRequest request,
      JobSpec spec,
      @Nullable RepositoryAccess access,
      JobNames names,
      Map<String, String> labels) {
    List<TarFile> files = new ArrayList<>();
    if (access != null) {
      files.addAll(access.files());
    }
    files.add(TarFile.secret("job.json", JobJson.write(spec)));
    @Nullable String directory = access == null ? null : access.hostDirectory();
    ContainerSpec container =
        new ContainerSpec(image)
            .name(names.mover())
            .labels(labels)
            .label(Labels.ROLE, "mover")
            .command(List.of("drydock", "mover", "--job", RepositoryAccess.DIRECTORY + "/job.json"))
            .volume(names.secrets(), RepositoryAccess.DIRECTORY, false)
            .volume(names.pipes(), JobRequest.PIPES, false)
            .files(RepositoryAccess.DIRECTORY, files)
            .capabilities(Privileges.of(spec, directory != null))
            .network(access == null ? "none" : access.network())
            .readOnlyRoot()
            .memory(MEMORY);
    if (access != null && access.network().equals("host")) {
      log.info(
          "Job {} uses the host's network, because its S3 endpoint listens on the host only",
          request.name());
    }
    if (directory != null) {
      if (spec instanceof JobSpec.Backup) {
        container.bindCreating(directory, RepositoryAccess.REPOSITORY);
      } else {
        container.bind(directory, RepositoryAccess.REPOSITORY, false);
      }
    }
    for (JobRequest.Mount mount : request.mounts()) {
      if (mount.kind() == VolumeKind.Bind) {
        container.bind(mount.source(), mount.path(), mount.readOnly());
      } else {
        requireVolume(mount.source());
        container.volume(mount.source(), mount.path(), mount.readOnly());
      }
    }
    return container;
  }

  private void requireVolume(String name) {
    if (engine.volume(name).isEmpty()) {
      throw new DrydockException(
          FailureReason.SourceEmpty,
          "The volume %s does not exist (any more). Start the application once so that it is made, or exclude it."
              .formatted(name));
    }
  }

  /** How a job stands; empty when there is none, or none that was started. */
  public Optional<JobState> state(String namespace, String name) {
    JobNames names = JobNames.of(namespace, name);
    Optional<InspectContainerResponse> found = engine.inspect(names.mover());
    if (found.isEmpty() || "created".equals(found.get().getState().getStatus())) {
      return Optional.empty();
    }
    InspectContainerResponse mover = found.get();
    Instant started = Instant.parse(Objects.requireNonNull(mover.getState().getStartedAt()));
    Duration deadline = deadline(mover);
    if (Boolean.TRUE.equals(mover.getState().getRunning())) {
      if (Duration.between(started, clock.instant()).compareTo(deadline) < 0
          && lostProgram(namespace, name).isEmpty()) {
        RunResult said = engine.logs(names.mover(), TAIL_LINES, TAIL_BYTES);
        return Optional.of(new JobState.Running(started, MoverLog.parse(said.out()).progress()));
      }
      end(names.mover());
      mover = engine.inspect(names.mover()).orElse(mover);
    }
    for (Container program : programs(namespace, name)) {
      engine.kill(program.getId());
    }
    return Optional.of(ended(namespace, name, names, mover, started, deadline));
  }

  private JobState ended(
      String namespace,
      String name,
      JobNames names,
      InspectContainerResponse mover,
      Instant started,
      Duration deadline) {
    var state = mover.getState();
    Instant finished = Instant.parse(Objects.requireNonNull(state.getFinishedAt()));
    if (finished.isBefore(started)) {
      finished = clock.instant();
    }
    RunResult said = engine.logs(names.mover(), null, LOG_BYTES);
    String errors = said.err().isBlank() ? "" : new RunResult(0, "", said.err()).tail();
    return new JobState.Ended(
        Verdict.of(
            MoverLog.parse(said.out()),
            errors,
            Objects.requireNonNullElse(state.getExitCodeLong(), -1L),
            Boolean.TRUE.equals(state.getOOMKilled()),
            Duration.between(started, finished),
            deadline,
            lostProgram(namespace, name).orElse(null)),
        finished);
  }

  /** A program that ended without leaving its status: nobody would ever answer the mover. */
  private Optional<JobResult.Failure> lostProgram(String namespace, String name) {
    for (Container container : programs(namespace, name)) {
      if (!"exited".equals(container.getState()) && !"dead".equals(container.getState())) {
        continue;
      }
      InspectContainerResponse program = engine.inspect(container.getId()).orElse(null);
      if (program == null
          || Objects.requireNonNullElse(program.getState().getExitCodeLong(), 0L) == 0) {
        continue;
      }
      boolean memory = Boolean.TRUE.equals(program.getState().getOOMKilled());
      boolean load = ProgramKind.Load.name().equals(container.getLabels().get(PROGRAM_KIND));
      return Optional.of(
          new JobResult.Failure(
              load ? FailureReason.LoadFailed : FailureReason.DumpFailed,
              "The database program %s was lost with status %d%s. It said: %s"
                  .formatted(
                      program.getName().replaceFirst("^/", ""),
                      program.getState().getExitCodeLong(),
                      memory ? " for want of memory" : "",
                      engine.logs(container.getId(), TAIL_LINES, TAIL_BYTES).tail())));
    }
    return Optional.empty();
  }

  /** Stops a job if it runs, and removes all trace of it. */
  public void remove(String namespace, String name) {
    JobNames names = JobNames.of(namespace, name);
    synchronized (locks.computeIfAbsent(names, n -> new Object())) {
      if (engine
          .inspect(names.mover())
          .filter(mover -> Boolean.TRUE.equals(mover.getState().getRunning()))
          .isPresent()) {
        end(names.mover());
      }
      removeAll(namespace, name, names);
    }
    locks.remove(names);
  }

  /** Lets a mover release its locks, then ends it. */
  private void end(String mover) {
    engine.stop(mover, STOP_WAIT);
  }

  private void removeAll(String namespace, String name, JobNames names) {
    for (Container container :
        engine.containers(Map.of(Labels.NAMESPACE, namespace, Labels.JOB, name))) {
      engine.remove(container.getId());
    }
    engine.remove(names.mover());
    engine.removeVolume(names.secrets());
    engine.removeVolume(names.pipes());
  }

  private List<Container> programs(String namespace, String name) {
    return engine.containers(
        Map.of(Labels.NAMESPACE, namespace, Labels.JOB, name, Labels.ROLE, "program"));
  }

  private static Map<String, String> labels(JobRequest request) {
    Map<String, String> labels = new HashMap<>(request.labels());
    labels.put(Labels.NAMESPACE, request.namespace());
    labels.put(Labels.JOB, request.name());
    labels.put(Labels.DEADLINE, Long.toString(request.deadline().toSeconds()));
    return labels;
  }

  private static Duration deadline(InspectContainerResponse mover) {
    var labels = mover.getConfig().getLabels();
    String seconds = labels == null ? null : labels.get(Labels.DEADLINE);
    return seconds == null ? Duration.ofDays(1) : Duration.ofSeconds(Long.parseLong(seconds));
  }
}
