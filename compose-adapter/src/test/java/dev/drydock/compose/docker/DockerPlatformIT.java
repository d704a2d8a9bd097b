// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.drydock.api.v1alpha1.ApplicationCheck;
import dev.drydock.api.v1alpha1.ApplicationSpec;
import dev.drydock.api.v1alpha1.CheckOutcome;
import dev.drydock.api.v1alpha1.ComposeApplication;
import dev.drydock.api.v1alpha1.Consistency;
import dev.drydock.api.v1alpha1.ExecCheck;
import dev.drydock.api.v1alpha1.ExecHook;
import dev.drydock.api.v1alpha1.FilesystemRepository;
import dev.drydock.api.v1alpha1.HookErrorPolicy;
import dev.drydock.api.v1alpha1.HttpCheck;
import dev.drydock.api.v1alpha1.RepositorySpec;
import dev.drydock.api.v1alpha1.SecretKeyReference;
import dev.drydock.api.v1alpha1.SqlCheck;
import dev.drydock.api.v1alpha1.WorkloadRecord;
import dev.drydock.compose.docker.engine.ContainerSpec;
import dev.drydock.compose.docker.engine.DockerEngine;
import dev.drydock.compose.docker.engine.Labels;
import dev.drydock.compose.docker.engine.RunResult;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.JobResult;
import dev.drydock.mover.job.JobSpec;
import dev.drydock.mover.job.RepositoryLocation;
import dev.drydock.operator.platform.ApplicationManifest;
import dev.drydock.operator.platform.ApplicationManifest.Volume;
import dev.drydock.operator.platform.ApplicationManifest.VolumeKind;
import dev.drydock.operator.platform.JobRequest;
import dev.drydock.operator.platform.JobRequest.DatabaseProgram;
import dev.drydock.operator.platform.JobRequest.Mount;
import dev.drydock.operator.platform.JobRequest.ProgramKind;
import dev.drydock.operator.platform.JobState;
import dev.drydock.operator.platform.Platform.SandboxName;
import dev.drydock.operator.platform.PreparedTarget;
import dev.drydock.operator.platform.TargetRequest;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A compose project with a real PostgreSQL on a real engine; the mover is a stand-in. */
class DockerPlatformIT {
  private static final String PROJECT = "drydock-it-shop";
  private static final String OTHER = "drydock-it-other";
  private static final String NAMESPACE = "drydock-it";
  private static final String SANDBOX = "drydock-it-drill.1";
  private static final Duration START = Duration.ofMinutes(2);
  private static final ApplicationSpec APPLICATION =
      new ApplicationSpec(new ComposeApplication(PROJECT), null);
  private static final String PIPE = JobRequest.PIPES + "/db";
  private static final String STATUS = JobRequest.PIPES + "/db.status";

  @TempDir static Path directory;

  private static DockerEngine engine;
  private static DockerPlatform platform;
  private static Path shop;

  @BeforeAll
  static void start() throws IOException {
    engine = DockerHost.require();
    DockerHost.remove(engine, PROJECT, NAMESPACE);
    shop = directory.resolve("shop");
    DockerHost.copy("shop/compose.yaml", shop.resolve("compose.yaml"));
    write("secrets/db_password", "s3cr:et\\with 'all'");
    write("web.env", "GREETING=ahoy\n");
    write("motd.txt", "welcome\n");
    write("config/shop.conf", "currency=EUR\n");
    write(".env", "WEB_PORT=" + freePort() + "\n");
    platform =
        new DockerPlatform(
            DockerPlatform.DEFAULT_HOST,
            DockerHost.IMAGE,
            (namespace, name) ->
                name.equals("repository")
                    ? Optional.of(Map.of("password", "geheim".getBytes(StandardCharsets.UTF_8)))
                    : Optional.empty(),
            directory.resolve("state"),
            Clock.systemUTC());
    platform.startApplication(
        new TargetRequest(
            NAMESPACE, files(shop), TargetRequest.Kind.InPlace, PROJECT, shop.toString()),
        START);
    sql("create table orders (id serial primary key, item text)");
    sql("insert into orders (item) select 'item ' || n from generate_series(1, 1000) n");
    sql("create role \"odd Name\" login password 'x'; alter table orders owner to \"odd Name\"");
    sql("create database \"another one's\"");
    sql("create database archive");
    sql("archive", "create table closed as select 2025 as year");
    sql("alter database archive set default_transaction_read_only = on");
    sql("alter system set work_mem = '5MB'");
    sql("alter database postgres set search_path = 'a b', public");
    sql("comment on database postgres is 'it''s ours'");
    sql("revoke connect on database postgres from public");
  }

  @AfterEach
  void removeJobs() {
    for (String job : List.of("dump", "load", "slow", "mute", "half", "secretless")) {
      platform.removeJob(NAMESPACE, job);
    }
    assertThat(engine.volumes(Labels.NAMESPACE + "=" + NAMESPACE))
        .as("volumes of jobs left behind")
        .isEmpty();
  }

  @AfterAll
  static void remove() {
    if (engine != null) {
      platform.removeSandbox(NAMESPACE, SANDBOX);
      DockerHost.remove(engine, PROJECT, NAMESPACE);
      DockerHost.remove(engine, OTHER, NAMESPACE);
      DockerHost.empty(engine, directory);
      engine.close();
      platform.close();
    }
  }

  @Test
  void findsEverythingThatAProjectConsistsOf() {
    ApplicationManifest manifest = platform.discover(APPLICATION);

    assertThat(manifest.directory()).isEqualTo(shop.toString());
    assertThat(manifest.volumes())
        .extracting(Volume::name, Volume::kind, Volume::database, Volume::excluded)
        .containsExactlyInAnyOrder(
            tuple("db", VolumeKind.Named, "db", false),
            tuple("uploads", VolumeKind.Named, null, false),
            tuple("config", VolumeKind.Bind, null, false));
    assertThat(manifest.configurationFiles())
        .startsWith(shop + "/compose.yaml")
        .containsExactlyInAnyOrder(
            shop + "/compose.yaml",
            shop + "/.env",
            shop + "/web.env",
            shop + "/motd.txt",
            shop + "/secrets/db_password");
    assertThat(manifest.services())
        .extracting(ApplicationManifest.Service::name)
        .containsExactly("db", "web", "sidecar");
    assertThat(manifest.services().get(1).labels())
        .containsEntry("drydock.dev/hook-pre", "touch /uploads/hooked");
    assertThat(manifest.databases())
        .singleElement()
        .satisfies(
            database -> {
              assertThat(database.user()).isEqualTo("shop");
              assertThat(database.volume()).isEqualTo("db");
            });
    assertThat(manifest.warnings()).allMatch(DockerPlatformIT::isOfAnImage);
  }

  /** Those of the tests are made on the host, which some engines can tell. */
  private static boolean isOfAnImage(String warning) {
    return warning.contains("exists only on this host");
  }

  @Test
  void saysWhichProjectItDoesNotFind() {
    assertThatThrownBy(
            () ->
                platform.discover(
                    new ApplicationSpec(new ComposeApplication("drydock-it-none"), null)))
        .isInstanceOfSatisfying(
            DrydockException.class,
            e -> assertThat(e.reason()).isEqualTo(FailureReason.ApplicationNotFound))
        .hasMessageContaining("drydock-it-none");
  }

  @Test
  void bringsADumpedDatabaseBackInASandbox() throws IOException {
    ApplicationManifest manifest = platform.discover(APPLICATION);
    JobResult dumped = run(dump(manifest));
    assertThat(dumped.failure()).isNull();
    assertThat(Files.readString(repository().resolve("password-seen"))).isEqualTo("geheim");
    assertThat(Files.readString(repository().resolve("dump")))
        .contains("CREATE ROLE \"odd Name\"")
        .endsWith("\\echo drydock-dump-complete\n");

    TargetRequest target =
        new TargetRequest(NAMESPACE, manifest, TargetRequest.Kind.Sandbox, SANDBOX, null);
    PreparedTarget prepared = platform.prepare(target);
    assertThat(prepared.nonEmpty()).isEmpty();
    assertThat(platform.sandboxes()).contains(new SandboxName(NAMESPACE, SANDBOX));
    try (DockerPlatform another =
        new DockerPlatform(
            DockerPlatform.DEFAULT_HOST,
            DockerHost.IMAGE,
            (namespace, name) -> Optional.empty(),
            directory.resolve("another"),
            Clock.systemUTC())) {
      assertThat(another.sandboxes()).as("sandboxes of another adapter").isEmpty();
    }
    assertThat(platform.prepare(target)).isEqualTo(prepared);

    Mount db = Objects.requireNonNull(prepared.volumes().get("db"));
    JobResult loaded = run(load(manifest, db));
    assertThat(loaded.failure()).isNull();
    move(db);
    Path files = Path.of(prepared.configuration().getFirst().mount().source());
    copyFiles(files);

    platform.startApplication(target, START);

    SqlCheck count = new SqlCheck("db", "select count(*) from orders", 1000L, null);
    assertThat(check(target, count, null, null).message()).isEqualTo("the query returned 1000");
    SqlCheck memory = new SqlCheck("db", "show work_mem", null, "5MB");
    assertThat(check(target, memory, null, null).passed()).isTrue();
    SqlCheck settings =
        new SqlCheck(
            "db",
            "select setconfig[1] || '; ' || shobj_description(d.oid, 'pg_database') || '; '"
                + " || has_database_privilege('odd Name', d.oid, 'connect')"
                + " from pg_database d join pg_db_role_setting s on s.setdatabase = d.oid"
                + " where datname = 'postgres'",
            null,
            "search_path=\"a b\", public; it's ours; false");
    assertThat(check(target, settings, null, null))
        .as("settings, comment and rights of the database postgres")
        .extracting(CheckOutcome::passed, CheckOutcome::message)
        .containsExactly(true, "the query returned search_path=\"a b\", public; it's ours; false");
    SqlCheck owner =
        new SqlCheck(
            "db", "select tableowner from pg_tables where tablename = 'orders'", null, "odd Name");
    assertThat(check(target, owner, null, null).passed()).isTrue();
    SqlCheck tooMany = new SqlCheck("db", "select count(*) from orders", 1001L, null);
    assertThat(check(target, tooMany, null, null).passed()).isFalse();
    HttpCheck greeting = new HttpCheck("web", 8080, "/", 200, "ahoy");
    assertThat(check(target, null, greeting, null))
        .extracting(CheckOutcome::passed, CheckOutcome::message)
        .containsExactly(true, "answered with status 200");
    ExecCheck alone =
        new ExecCheck(
            "web",
            List.of("bash", "-c", "! timeout 3 bash -c '</dev/tcp/172.17.0.1/2375' 2>&1"),
            "10s");
    assertThat(check(target, null, null, alone).passed()).isTrue();
    assertIsolated();

    platform.removeSandbox(NAMESPACE, SANDBOX);
    assertThat(platform.sandboxes()).doesNotContain(new SandboxName(NAMESPACE, SANDBOX));
    assertThat(files).doesNotExist();
    assertThat(engine.containers(Map.of(Labels.SANDBOX, SANDBOX))).isEmpty();
    assertThat(engine.volumes(Labels.SANDBOX + "=" + SANDBOX)).isEmpty();
  }

  @Test
  void startsTheApplicationUnderAnotherNameInAnotherDirectory() throws IOException {
    ApplicationManifest manifest = platform.discover(APPLICATION);
    Path other = directory.resolve("other");
    TargetRequest target =
        new TargetRequest(
            NAMESPACE, manifest, TargetRequest.Kind.Elsewhere, OTHER, other.toString());

    PreparedTarget prepared = platform.prepare(target);
    assertThat(prepared.nonEmpty()).isEmpty();
    assertThat(Objects.requireNonNull(prepared.volumes().get("uploads")).source())
        .isEqualTo(OTHER + "_uploads");
    copyFiles(other);
    Files.writeString(other.resolve(".env"), "WEB_PORT=" + freePort() + "\n");
    assertThat(platform.prepare(target).nonEmpty()).containsExactly("config", "configuration");
    platform.startApplication(target, START);

    ApplicationManifest found =
        platform.discover(new ApplicationSpec(new ComposeApplication(OTHER), null));
    assertThat(found.directory()).isEqualTo(other.toString());
    assertThat(found.volumes()).extracting(Volume::name).contains("db", "uploads", "config");
    DockerHost.remove(engine, OTHER, NAMESPACE);
  }

  @Test
  void remembersAProjectWhoseContainersAreGone() throws IOException {
    ApplicationSpec gone = new ApplicationSpec(new ComposeApplication(OTHER), null);
    Path other = directory.resolve("gone");
    copyFiles(other);
    Files.writeString(other.resolve(".env"), "WEB_PORT=" + freePort() + "\n");
    platform.startApplication(
        new TargetRequest(
            NAMESPACE, files(other), TargetRequest.Kind.InPlace, OTHER, other.toString()),
        START);
    ApplicationManifest before = platform.discover(gone);
    engine.containers(Map.of(Labels.PROJECT, OTHER)).forEach(c -> engine.remove(c.getId()));

    ApplicationManifest after = platform.discover(gone);

    assertThat(after.volumes()).isEqualTo(before.volumes());
    assertThat(after.databases()).isEqualTo(before.databases());
    assertThat(after.warnings())
        .filteredOn(warning -> !isOfAnImage(warning))
        .singleElement()
        .asString()
        .contains("no containers");
    DockerHost.remove(engine, OTHER, NAMESPACE);
    assertThatThrownBy(() -> platform.discover(gone)).hasMessageContaining(OTHER);
  }

  private static void copyFiles(Path to) throws IOException {
    for (String file :
        List.of(
            "compose.yaml",
            ".env",
            "web.env",
            "motd.txt",
            "secrets/db_password",
            "config/shop.conf")) {
      Files.createDirectories(to.resolve(file).getParent());
      Files.copy(shop.resolve(file), to.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static void assertIsolated() {
    var containers = engine.containers(Map.of(Labels.SANDBOX, SANDBOX));
    assertThat(containers).hasSize(3);
    containers.forEach(
        c -> {
          var inspected = engine.inspect(c.getId()).orElseThrow();
          assertThat(inspected.getHostConfig().getPortBindings().getBindings()).isEmpty();
          assertThat(inspected.getMounts())
              .noneMatch(m -> String.valueOf(m.getSource()).endsWith("docker.sock"));
        });
    var networks =
        engine
            .client()
            .listNetworksCmd()
            .withFilter("label", List.of(Labels.SANDBOX + "=" + SANDBOX))
            .exec();
    assertThat(networks).isNotEmpty().allMatch(network -> network.getInternal());
  }

  @Test
  void tellsWhyADatabaseCouldNotBeLoaded() throws IOException {
    ApplicationManifest manifest = platform.discover(APPLICATION);
    assertThat(run(dump(manifest)).failure()).isNull();
    Path dump = repository().resolve("dump");
    String text = Files.readString(dump);
    String broken = text.replaceFirst("(?m)^CREATE TABLE public.orders", "CREATE TABEL nonsense");
    assertThat(broken).isNotEqualTo(text);
    Files.writeString(dump, broken);
    engine.createVolume("drydock-it-broken", Map.of(Labels.NAMESPACE, NAMESPACE));
    try {
      platform.removeJob(NAMESPACE, "load");

      JobResult result =
          run(load(manifest, new Mount("drydock-it-broken", VolumeKind.Named, "/x", false)));

      assertThat(Objects.requireNonNull(result.failure()).message()).contains("CREATE TABEL");
      Files.writeString(dump, text.substring(0, text.length() / 2));
      platform.removeJob(NAMESPACE, "load");
      JobResult half =
          run(load(manifest, new Mount("drydock-it-broken", VolumeKind.Named, "/x", false)));
      assertThat(half.failure()).isNotNull();
    } finally {
      platform.removeJob(NAMESPACE, "load");
      engine.removeVolume("drydock-it-broken");
    }
  }

  @Test
  void aDumpOfADatabaseThatDoesNotRunIsRefused() {
    ApplicationManifest manifest = platform.discover(APPLICATION);
    List<WorkloadRecord> all = platform.workloads(APPLICATION);
    platform.quiesce(all, Consistency.Stop);
    try {
      assertThatThrownBy(() -> platform.startJob(dump(manifest)))
          .isInstanceOfSatisfying(
              DrydockException.class,
              e -> assertThat(e.reason()).isEqualTo(FailureReason.WorkloadUnhealthy))
          .hasMessageContaining("docker start");
      assertThat(platform.job(NAMESPACE, "dump")).isEmpty();
    } finally {
      platform.resume(all);
      platform.awaitHealthy(all, START);
    }
  }

  @Test
  void stopsWhatWritesAndBringsItBack() {
    ApplicationManifest manifest = platform.discover(APPLICATION);

    List<WorkloadRecord> touched = platform.workloadsToQuiesce(manifest, Consistency.Stop);
    assertThat(touched).extracting(WorkloadRecord::service).containsExactly("web", "sidecar");
    assertThat(platform.workloadsToQuiesce(manifest, Consistency.Live)).isEmpty();

    platform.quiesce(touched, Consistency.Stop);
    assertThat(states()).containsEntry("web", "Stopped").containsEntry("db", "Running");
    platform.quiesce(touched, Consistency.Stop);
    assertThat(platform.stirred(touched)).isEmpty();
    platform.resume(touched);
    platform.resume(touched);
    assertThat(platform.stirred(touched)).hasSize(2).anyMatch(what -> what.contains("web"));
    platform.awaitHealthy(touched, START);
    assertThat(states().values()).containsOnly("Running");
  }

  @Test
  void pausesWhatWritesAndLetsItGoOn() {
    ApplicationManifest manifest = platform.discover(APPLICATION);
    List<WorkloadRecord> touched = platform.workloadsToQuiesce(manifest, Consistency.Pause);
    assertThat(touched).extracting(WorkloadRecord::service).containsExactly("web");

    platform.quiesce(touched, Consistency.Pause);
    assertThat(states()).containsEntry("web", "Paused");
    assertThat(platform.stirred(touched)).isEmpty();
    platform.resume(touched);
    assertThat(states().values()).containsOnly("Running");
  }

  @Test
  void aHookRunsInItsServiceAndItsFailureIsTold() {
    platform.runHook(APPLICATION, hook("30s", "test", "-d", "/uploads"));
    assertThatThrownBy(
            () -> platform.runHook(APPLICATION, hook("30s", "sh", "-c", "echo no space; exit 7")))
        .isInstanceOf(DrydockException.class)
        .hasMessageContaining("status 7")
        .hasMessageContaining("no space");
    assertThatThrownBy(() -> platform.runHook(APPLICATION, hook("1s", "sleep", "30")))
        .hasMessageContaining("1s");
  }

  @Test
  void aJobThatTakesTooLongIsStopped() {
    platform.startJob(job("slow", "slow", List.of(), Duration.ofSeconds(3)));
    assertThat(platform.job(NAMESPACE, "slow")).get().isInstanceOf(JobState.Running.class);
    JobResult result = ended("slow");
    assertThat(Objects.requireNonNull(result.failure()).reason())
        .isEqualTo(FailureReason.DeadlineExceeded);
  }

  @Test
  void aKilledMoverIsLostAndNotStartedAgain() {
    JobRequest request = job("slow", "slow", List.of(), Duration.ofMinutes(5));
    platform.startJob(request);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                platform.job(NAMESPACE, "slow").orElseThrow() instanceof JobState.Running running
                    && running.progress() != null);
    engine.kill("drydock-" + NAMESPACE + "_slow");
    JobResult result = ended("slow");
    assertThat(Objects.requireNonNull(result.failure()).reason())
        .isEqualTo(FailureReason.MoverLost);
    platform.startJob(request);
    assertThat(platform.job(NAMESPACE, "slow")).get().isInstanceOf(JobState.Ended.class);
  }

  @Test
  void aMoverWithoutAResultSaysWhatItSaidLast() {
    JobResult result = run(job("mute", "mute", List.of(), Duration.ofMinutes(1)));
    assertThat(Objects.requireNonNull(result.failure()).message())
        .contains("status 9")
        .contains("out of ideas");
  }

  @Test
  void aHalfMadeJobIsMadeAnew() {
    engine.create(
        new ContainerSpec(DockerHost.IMAGE)
            .name("drydock-" + NAMESPACE + "_half")
            .command(List.of("true")));
    assertThat(platform.job(NAMESPACE, "half")).isEmpty();
    assertThat(run(job("half", "shop", List.of(), Duration.ofMinutes(1))).failure()).isNull();
  }

  @Test
  void aMissingSecretIsNamedWithTheCommandThatMakesIt() {
    JobRequest request =
        new JobRequest(
            NAMESPACE,
            "secretless",
            Map.of(),
            new RepositorySpec(
                null,
                new FilesystemRepository(repository().toString()),
                new SecretKeyReference("absent", null),
                List.of()),
            location -> {
              throw new AssertionError("no job can be described without its repository");
            },
            List.of(),
            List.of(),
            Duration.ofMinutes(1));
    assertThatThrownBy(() -> platform.startJob(request))
        .hasMessageContaining("kubectl -n drydock-it create secret generic absent");
  }

  private static JobRequest dump(ApplicationManifest manifest) {
    return job(
        "dump", "shop", List.of(program(ProgramKind.Dump, manifest, null)), Duration.ofMinutes(2));
  }

  private static JobRequest load(ApplicationManifest manifest, Mount volume) {
    Function<@Nullable RepositoryLocation, JobSpec> spec =
        location ->
            new JobSpec.Restore(
                Objects.requireNonNull(location),
                List.of(
                    new JobSpec.RestoreStream(
                        "database/db", "1234", "/databases/db/dump", PIPE, STATUS)));
    return new JobRequest(
        NAMESPACE,
        "load",
        Map.of(),
        repositorySpec(),
        spec,
        List.of(volume),
        List.of(program(ProgramKind.Load, manifest, volume)),
        Duration.ofMinutes(2));
  }

  private static JobRequest job(
      String name, String application, List<DatabaseProgram> programs, Duration deadline) {
    List<JobSpec.Component> components =
        programs.isEmpty()
            ? List.of()
            : List.of(new JobSpec.Stream("database/db", "/databases/db/dump", PIPE, STATUS));
    return new JobRequest(
        NAMESPACE,
        name,
        Map.of("drydock.dev/run", "it"),
        repositorySpec(),
        location ->
            new JobSpec.Backup(
                Objects.requireNonNull(location),
                application,
                "run",
                "policy",
                Instant.parse("2026-11-23T08:00:00Z"),
                true,
                components,
                Map.of()),
        List.of(),
        programs,
        deadline);
  }

  private static DatabaseProgram program(
      ProgramKind kind, ApplicationManifest manifest, @Nullable Mount volume) {
    return new DatabaseProgram(
        kind,
        manifest,
        manifest.databases().getFirst(),
        null,
        List.of(),
        List.of(),
        PIPE,
        STATUS,
        volume,
        volume == null ? null : ".drydock-restore-1");
  }

  private static RepositorySpec repositorySpec() {
    return new RepositorySpec(
        null,
        new FilesystemRepository(repository().toString()),
        new SecretKeyReference("repository", null),
        List.of());
  }

  private static Path repository() {
    return directory.resolve("repository");
  }

  private static JobResult run(JobRequest request) {
    platform.startJob(request);
    return ended(request.name());
  }

  private static JobResult ended(String job) {
    return await()
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(200))
                .until(
                    () -> platform.job(NAMESPACE, job).orElseThrow(),
                    state -> state instanceof JobState.Ended)
            instanceof JobState.Ended ended
        ? ended.result()
        : JobResult.success();
  }

  /** What a Swap does: the restored directory becomes the root of its volume, as it is. */
  private static void move(Mount volume) {
    RunResult moved =
        engine.run(
            new ContainerSpec(DockerHost.IMAGE)
                .command(
                    List.of(
                        "bash",
                        "-ec",
                        "cd /v; mv .drydock-restore-1/* .; chown --reference=.drydock-restore-1 .;"
                            + " chmod --reference=.drydock-restore-1 .; rmdir .drydock-restore-1; stat -c %a ."))
                .capabilities(
                    List.of(
                        com.github.dockerjava.api.model.Capability.CHOWN,
                        com.github.dockerjava.api.model.Capability.DAC_OVERRIDE,
                        com.github.dockerjava.api.model.Capability.FOWNER))
                .volume(volume.source(), "/v", false),
            Duration.ofSeconds(30));
    assertThat(moved.out().strip()).isEqualTo("700");
  }

  private static CheckOutcome check(
      TargetRequest target,
      @Nullable SqlCheck sql,
      @Nullable HttpCheck http,
      @Nullable ExecCheck exec) {
    return platform.check(target, new ApplicationCheck("check", sql, http, exec));
  }

  private static Map<String, String> states() {
    return platform.workloads(APPLICATION).stream()
        .collect(
            java.util.stream.Collectors.toMap(WorkloadRecord::service, WorkloadRecord::priorState));
  }

  private static ExecHook hook(String timeout, String... command) {
    return new ExecHook("web", List.of(command), timeout, HookErrorPolicy.Fail);
  }

  private static ApplicationManifest files(Path shop) {
    return new ApplicationManifest(
        APPLICATION,
        PROJECT,
        shop.toString(),
        List.of(),
        List.of(),
        List.of(),
        List.of(shop + "/compose.yaml"),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Map.of(),
        List.of());
  }

  private static void sql(String statement) {
    sql("orders", statement);
  }

  private static void sql(String database, String statement) {
    RunResult result =
        engine
            .exec(
                PROJECT + "-db-1",
                List.of("psql", "-U", "shop", "-d", database, "-c", statement),
                Duration.ofSeconds(30))
            .orElseThrow();
    assertThat(result.exitCode()).as(result.tail()).isZero();
  }

  private static void write(String file, String content) throws IOException {
    Path path = shop.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, content);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
