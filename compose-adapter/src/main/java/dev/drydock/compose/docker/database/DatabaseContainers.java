// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.database;

import com.github.dockerjava.api.model.Capability;
import dev.drydock.api.v1alpha1.DatabaseEngine;
import dev.drydock.compose.docker.engine.ContainerSpec;
import dev.drydock.compose.docker.engine.ContainerView;
import dev.drydock.compose.docker.engine.DockerEngine;
import dev.drydock.compose.docker.engine.Images;
import dev.drydock.compose.docker.engine.ProjectContainers;
import dev.drydock.compose.docker.engine.RunResult;
import dev.drydock.compose.docker.engine.Secrets;
import dev.drydock.compose.docker.engine.TarFile;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.platform.ApplicationManifest;
import dev.drydock.operator.platform.ApplicationManifest.Database;
import dev.drydock.operator.platform.ApplicationManifest.VolumeKind;
import dev.drydock.operator.platform.JobRequest;
import dev.drydock.operator.platform.JobRequest.DatabaseProgram;
import dev.drydock.operator.platform.JobRequest.ProgramKind;
import dev.drydock.operator.platform.mover.DatabaseScript;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The containers of a database's own image that dump it, load it or ask it something. Passwords
 * reach them in a file of mode 0600 within the container, never by argument or environment. Safe
 * for use by many threads.
 */
public final class DatabaseContainers {
  static final String PROGRAM = "drydock-program/";
  static final String VOLUME = "/drydock-volume";
  private static final long SHARED_MEMORY = 1L << 30;
  static final List<Capability> LOAD =
      List.of(
          Capability.CHOWN,
          Capability.DAC_OVERRIDE,
          Capability.FOWNER,
          Capability.SETUID,
          Capability.SETGID);

  private final DockerEngine engine;

  /** Containers on this engine. */
  public DatabaseContainers(DockerEngine engine) {
    this.engine = engine;
  }

  /**
   * The container that runs a program beside a mover.
   *
   * @param pipes volume that holds pipes and status files
   * @throws DrydockException WorkloadUnhealthy when the database to dump does not run,
   *     InvalidRequest for an engine that cannot be dumped
   */
  public ContainerSpec program(DatabaseProgram program, Secrets secrets, String pipes) {
    ContainerSpec spec =
        switch (program.database().engine()) {
          case PostgreSQL ->
              program.kind() == ProgramKind.Dump ? dump(program, secrets) : load(program);
          case Command ->
              program.kind() == ProgramKind.Dump
                  ? dumpByCommand(program)
                  : CommandPrograms.load(program, image(program));
          case MariaDB, MySQL, Redis, SQLite ->
              throw new DrydockException(
                  FailureReason.InvalidRequest,
                  "Database %s: engine %s cannot be dumped on Docker yet. Use engine Command with a dumpCommand, or leave it out and back up its volume with consistency Stop."
                      .formatted(program.database().name(), program.database().engine()));
        };
    return spec.volume(pipes, JobRequest.PIPES, false);
  }

  /**
   * Runs one read-only query against a database of a running project.
   *
   * @return what it printed, or why it failed
   */
  public RunResult query(String project, Database database, String sql, Duration timeout) {
    if (database.engine() != DatabaseEngine.PostgreSQL) {
      throw new DrydockException(
          FailureReason.InvalidRequest,
          "SQL checks need a PostgreSQL database; %s is %s. Use an exec check."
              .formatted(database.name(), database.engine()));
    }
    ContainerView container = running(project, database);
    Secrets none = new Secrets((namespace, name) -> Optional.empty(), "");
    DatabaseAccess access = DatabaseAccess.find(engine, container, database.user(), null, none);
    List<String> environment = new ArrayList<>(client(container, database, access));
    environment.add("PGOPTIONS=-c default_transaction_read_only=on -c statement_timeout=60s");
    environment.add("PIPE=");
    environment.add("STATUS_FILE=/tmp/drydock-status");
    return engine.run(
        new ContainerSpec(container.imageId())
            .command(List.of("sh", "/" + PROGRAM + "run.sh"))
            .environment(environment)
            .network("container:" + container.id())
            .files(
                "/",
                List.of(
                    TarFile.directory(PROGRAM),
                    script("common.sh", DatabaseScript.COMMON),
                    script("run.sh", DatabaseScript.QUERY),
                    TarFile.secret(PROGRAM + "query.sql", sql + "\n"),
                    TarFile.secret(PROGRAM + "pgpass", access.passwordFile()))),
        timeout);
  }

  private ContainerSpec dump(DatabaseProgram program, Secrets secrets) {
    ContainerView container = running(program.application().name(), program.database());
    DatabaseAccess access =
        DatabaseAccess.find(
            engine, container, program.database().user(), program.credentialsSecret(), secrets);
    List<String> environment = new ArrayList<>(client(container, program.database(), access));
    environment.addAll(pipe(program));
    return new ContainerSpec(container.imageId())
        .command(List.of("sh", "/" + PROGRAM + "run.sh"))
        .environment(environment)
        .network("container:" + container.id())
        .files(
            "/",
            List.of(
                TarFile.directory(PROGRAM),
                script("common.sh", DatabaseScript.COMMON),
                script("run.sh", DatabaseScript.DUMP),
                TarFile.secret(PROGRAM + "pgpass", access.passwordFile())));
  }

  private ContainerSpec load(DatabaseProgram program) {
    JobRequest.Mount volume =
        Objects.requireNonNull(program.volume(), "a program that loads needs a volume");
    List<String> environment = new ArrayList<>(pipe(program));
    environment.addAll(place(program));
    ContainerSpec spec =
        new ContainerSpec(image(program))
            .command(List.of("sh", "/" + PROGRAM + "run.sh"))
            .environment(environment)
            .capabilities(LOAD)
            .sharedMemory(SHARED_MEMORY)
            .files(
                "/",
                List.of(
                    TarFile.directory(PROGRAM),
                    script("common.sh", DatabaseScript.COMMON),
                    script("run.sh", DatabaseScript.LOAD)));
    return receiving(spec, volume);
  }

  static ContainerSpec receiving(ContainerSpec spec, JobRequest.Mount volume) {
    return volume.kind() == VolumeKind.Bind
        ? spec.bind(volume.source(), VOLUME, false)
        : spec.volume(volume.source(), VOLUME, false);
  }

  private String image(DatabaseProgram program) {
    Optional<ContainerView> container = container(program.application().name(), program.database());
    return container
        .filter(c -> c.image().equals(program.database().image()))
        .map(ContainerView::imageId)
        .orElseGet(() -> Images.require(engine, program.database().image()));
  }

  private ContainerView running(String project, Database database) {
    ContainerView container =
        container(project, database)
            .orElseThrow(
                () ->
                    new DrydockException(
                        FailureReason.WorkloadUnhealthy,
                        "Database %s: service %s of project %s has no container. Start it: docker compose -p %s up -d %s"
                            .formatted(
                                database.name(),
                                database.service(),
                                project,
                                project,
                                database.service())));
    if (!container.status().equals("running")) {
      throw new DrydockException(
          FailureReason.WorkloadUnhealthy,
          "Database %s: container %s is %s and must run to be reached. Start it: docker start %s"
              .formatted(database.name(), container.name(), container.status(), container.name()));
    }
    return container;
  }

  private Optional<ContainerView> container(String project, Database database) {
    return ProjectContainers.of(engine, project).ofService(database.service());
  }

  private static List<String> client(
      ContainerView container, Database database, DatabaseAccess access) {
    return List.of(
        "PGHOST=127.0.0.1",
        "PGPORT=" + container.environment().getOrDefault("PGPORT", "5432"),
        "PGUSER=" + access.user(),
        "PGPASSFILE=/" + PROGRAM + "pgpass",
        "PGCONNECT_TIMEOUT=30",
        "MAINTENANCE_DATABASE="
            + Objects.requireNonNullElse(database.defaultDatabase(), "postgres"));
  }

  private ContainerSpec dumpByCommand(DatabaseProgram program) {
    Optional<ContainerView> container = container(program.application().name(), program.database());
    return CommandPrograms.dump(
        program,
        container.orElse(null),
        container.map(ContainerView::imageId).orElseGet(() -> image(program)));
  }

  static List<String> pipe(DatabaseProgram program) {
    return List.of("PIPE=" + below(program.pipe()), "STATUS_FILE=" + below(program.statusFile()));
  }

  private static String below(String path) {
    return path.startsWith("/") ? path : JobRequest.PIPES + "/" + path;
  }

  /** Where a program that loads puts the database's files, below the volume's mount. */
  static List<String> place(DatabaseProgram program) {
    return List.of(
        "RESTORED=" + Objects.requireNonNullElse(program.restoredDirectory(), ""),
        "RELATIVE=" + relativeDataDirectory(program.application(), program.database()));
  }

  /** Where the data directory is below the root of the volume that holds it; empty for the root. */
  static String relativeDataDirectory(ApplicationManifest application, Database database) {
    String data = database.dataDirectory();
    return application.volumes().stream()
        .filter(volume -> volume.name().equals(database.volume()))
        .map(volume -> volume.services().get(database.service()))
        .filter(Objects::nonNull)
        .filter(path -> data != null && data.startsWith(path))
        .map(
            path -> Objects.requireNonNull(data).substring(path.length()).replaceAll("^/+|/+$", ""))
        .findFirst()
        .orElse("");
  }

  static TarFile script(String name, DatabaseScript script) {
    return new TarFile(PROGRAM + name, 0700, script.bytes());
  }
}
