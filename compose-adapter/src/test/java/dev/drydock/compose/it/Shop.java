// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.it;

import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.api.v1alpha1.BackupRunSpec;
import dev.drydock.api.v1alpha1.BackupType;
import dev.drydock.api.v1alpha1.Condition;
import dev.drydock.api.v1alpha1.LocalObjectReference;
import dev.drydock.api.v1alpha1.RestoreRequest;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A small shop with a database, a volume and a bind mount, and a policy that protects it. */
final class Shop implements AutoCloseable {
  static final String PASSWORD = "correct horse battery staple";

  final DrydockHost host;
  final ComposeProject project;
  final Path repository;
  final String policy;

  private Shop(DrydockHost host, ComposeProject project, Path repository, String policy) {
    this.host = host;
    this.project = project;
    this.repository = repository;
    this.policy = policy;
  }

  static final String COMPOSE =
      """
      services:
        db:
          image: postgres:17
          environment:
            POSTGRES_PASSWORD: ${DB_PASSWORD}
            POSTGRES_DB: orders
          volumes: ["dbdata:/var/lib/postgresql/data"]
          healthcheck:
            test: ["CMD-SHELL", "pg_isready -h 127.0.0.1 -U postgres -d orders"]
            interval: 1s
            retries: 60
        web:
          image: debian:trixie-slim
          init: true
          command: ["sleep", "infinity"]
          depends_on: {db: {condition: service_healthy}}
          volumes: ["uploads:/uploads", "./config:/config:ro"]
      volumes: {dbdata: {}, uploads: {}}
      """;

  private static final String RETENTION =
      "retention: {keepLast: 3, keepDaily: 7, keepWeekly: 4, keepMonthly: 12}";

  /** Starts the shop with some data, and a Drydock beside it with a policy for it. */
  static Shop open(String name, Path directory, String consistency) throws IOException {
    return open(name, directory, consistency, RETENTION);
  }

  /** The same with a policy that keeps every run, and so needs no mover to forget any. */
  static Shop openKeepingAll(String name, Path directory, String consistency) throws IOException {
    return open(name, directory, consistency, "");
  }

  private static Shop open(String name, Path directory, String consistency, String retention)
      throws IOException {
    removeMovers(name);
    ComposeProject project =
        ComposeProject.start(
            name,
            directory.resolve(name),
            Map.of(
                "compose.yaml", COMPOSE,
                ".env", "DB_PASSWORD=s3cret-" + name + "\n",
                "config/shop.ini", "[shop]\nname = " + name + "\n"));
    project.exec(
        "db",
        "psql -U postgres -d orders -qc \"create table orders(id int primary key, what text);"
            + " insert into orders select i, 'order ' || i from generate_series(1, 2000) i;"
            + " create role shopkeeper login password 'x'\"");
    project.exec(
        "web",
        "for i in $(seq 1 40); do head -c 20000 /dev/urandom > /uploads/image-$i.bin; done;"
            + " mkdir /uploads/deep; ln -s ../image-1.bin /uploads/deep/link; chmod 640 /uploads/image-2.bin;"
            + " chown 33:33 /uploads/image-3.bin");
    DrydockHost host = DrydockHost.start(Files.createDirectories(directory.resolve("drydock")));
    Path repository = directory.resolve("repository");
    host.createSecret("repository", Map.of("password", PASSWORD));
    Shop shop = new Shop(host, project, repository, name);
    shop.apply(shop.policyManifest(consistency, retention));
    return shop;
  }

  private String policyManifest(String consistency, String retention) {
    return """
    apiVersion: drydock.dev/v1alpha1
    kind: BackupPolicy
    metadata: {name: %1$s, namespace: default}
    spec:
      application: {compose: {project: %1$s}}
      repository:
        filesystem: {path: %2$s}
        passwordSecretRef: {name: repository, key: password}
      consistency: %3$s
      %4$s
      objectives: {recoveryTime: 10m, recoveryPoint: 24h}
    """
        .formatted(policy, repository, consistency, retention);
  }

  void apply(String manifest) {
    List<HasMetadata> objects =
        host.api()
            .load(new ByteArrayInputStream(manifest.getBytes(StandardCharsets.UTF_8)))
            .items();
    objects.forEach(object -> host.api().resource(object).create());
  }

  BackupRun startBackup(BackupType type) {
    return startBackup(policy, type);
  }

  BackupRun startBackup(String by, BackupType type) {
    BackupRun run = new BackupRun();
    run.setMetadata(
        new ObjectMetaBuilder().withGenerateName(by + "-test-").withNamespace("default").build());
    run.setSpec(new BackupRunSpec(new LocalObjectReference(by), type));
    return host.api().resource(run).create();
  }

  /** Backs up and waits for a complete end. */
  BackupRun backup(BackupType type) throws InterruptedException {
    BackupRun ended = await(startBackup(type));
    Condition end = end(ended.getStatus().conditions());
    if (end == null || !end.type().equals("Complete")) {
      throw new AssertionError("the run did not complete: " + end);
    }
    return ended;
  }

  BackupRun await(BackupRun run) throws InterruptedException {
    return await(
        BackupRun.class,
        run.getMetadata().getName(),
        r -> r.getStatus() == null ? null : end(r.getStatus().conditions()));
  }

  RestoreRequest restore(String name, String spec) throws InterruptedException {
    apply(
        """
        apiVersion: drydock.dev/v1alpha1
        kind: RestoreRequest
        metadata: {name: %s, namespace: default}
        spec:
        %s
        """
            .formatted(name, spec.indent(2)));
    return await(
        RestoreRequest.class,
        name,
        r -> r.getStatus() == null ? null : end(r.getStatus().conditions()));
  }

  <T extends HasMetadata> T await(Class<T> type, String name, Function<T, Condition> end)
      throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(4);
    T object = null;
    while (System.nanoTime() < deadline) {
      try {
        object = host.api().resources(type).inNamespace("default").withName(name).get();
        if (object != null && end.apply(object) != null) {
          return object;
        }
      } catch (KubernetesClientException e) {
        // the adapter is away for the moment
      }
      TimeUnit.MILLISECONDS.sleep(300);
    }
    throw new AssertionError("no end after four minutes: " + object + "\n" + tail(host.log()));
  }

  static Condition end(List<Condition> conditions) {
    return conditions.stream()
        .filter(c -> c.status().equals("True"))
        .filter(c -> c.type().equals("Complete") || c.type().equals("Failed"))
        .findFirst()
        .orElse(null);
  }

  static String tail(Path file) {
    try {
      List<String> lines = Files.readAllLines(file);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Everything that must come back, as one text. */
  String contents() {
    return project.exec(
            "db",
            "psql -U postgres -d orders -Atc \"select count(*), md5(string_agg(id || what, ',' order by id)) from orders\";"
                + " psql -U postgres -Atc \"select rolname from pg_roles where rolname = 'shopkeeper'\"")
        + "\n"
        + project.exec(
            "web",
            "cd /uploads && find . -type f -exec sha256sum {} + | sort -k2 && find . -printf '%p %y %m %U %G %l\\n' | sort;"
                + " cat /config/shop.ini")
        + "\n";
  }

  /** Stock restic against the repository. */
  String restic(String... arguments) {
    List<String> command =
        new java.util.ArrayList<>(List.of(resticBinary(), "-r", repository.toString()));
    command.addAll(List.of(arguments));
    return Shell.run(
            Path.of("."), Map.of("RESTIC_PASSWORD", PASSWORD), command.toArray(String[]::new))
        .ok();
  }

  static String resticBinary() {
    String given = System.getenv("DRYDOCK_TEST_RESTIC");
    return given == null || given.isBlank() ? "restic" : given.split(":", -1)[0];
  }

  @Override
  public void close() {
    host.close();
    project.close();
    removeMovers(policy);
  }

  private static void removeMovers(String policy) {
    var unused =
        Shell.run(
            Path.of("."),
            Map.of(),
            "sh",
            "-c",
            "docker ps -aq --filter label=dev.drydock.namespace --filter name="
                + policy
                + " | xargs -r docker rm -fv");
  }
}
