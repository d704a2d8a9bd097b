// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.cli;

import com.sun.net.httpserver.HttpServer;
import dev.drydock.apiserver.ApiServer;
import dev.drydock.compose.Adapter;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.DrydockOperator;
import dev.drydock.operator.OperatorSettings;
import dev.drydock.operator.platform.Platform;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code drydock training}: a little of everything in one process, so that the JVM learns which
 * classes and code a part of the program needs, and later starts with them ready. The build runs it
 * once for each part; see ADR 0019.
 */
@Command(
    name = "training",
    hidden = true,
    description = "Do a little of everything, for the build to learn from. Not for people.")
final class TrainingCommand implements Callable<Integer> {
  private static final String POLICY =
      """
      apiVersion: v1
      kind: Secret
      metadata: {name: repository}
      stringData: {password: training}
      ---
      apiVersion: drydock.dev/v1alpha1
      kind: BackupPolicy
      metadata: {name: training}
      spec:
        application: {compose: {project: training}}
        repository:
          filesystem: {path: /var/backups/training}
          passwordSecretRef: {name: repository}
        schedule: {incremental: {cron: "0 */6 * * *"}}
        retention: {keepLast: 1, keepDaily: 7}
      """;
  private static final String JOB =
      """
      {"job": "%s", "repository": {"kind": "directory", "path": "%s", "passwordFile": "%s"},
       "application": "training", "policy": "training", %s}
      """;
  private static final String NO_BUCKET =
      "<Error><Code>NoSuchBucket</Code><Message>There is none</Message></Error>";

  /** What has a cache of its own, since all that is in one is loaded at the start. */
  enum Part {
    /** Movers, and repositories by hand, whose repository is a directory. */
    mover,
    /** The same, and the client of a repository in S3. */
    s3,
    /** The API, the controllers, and the commands that ask them. */
    controller
  }

  @Parameters(index = "0", paramLabel = "PART", description = "${COMPLETION-CANDIDATES}.")
  private Part part = Part.mover;

  @Parameters(index = "1", paramLabel = "DIRECTORY", description = "An empty directory to work in.")
  private Path directory = Path.of("");

  @Override
  public Integer call() throws Exception {
    switch (part) {
      case mover -> mover();
      case s3 -> s3(mover());
      case controller -> api();
    }
    return 0;
  }

  private Path mover() throws IOException {
    Path password = Files.writeString(directory.resolve("password"), "training");
    Path tree = Files.createDirectories(directory.resolve("tree"));
    for (int i = 0; i < 50; i++) {
      Files.writeString(tree.resolve("file-" + i), "line of file %d%n".formatted(i).repeat(50 * i));
    }
    repositories(password, tree);
    jobs(password, tree);
    return password;
  }

  private void repositories(Path password, Path tree) {
    String[] common = {
      "--repository", directory.resolve("repository").toString(), "--password-file", "" + password
    };
    succeed(common, "repository", "init");
    succeed(common, "repository", "backup", tree.toString());
    succeed(common, "repository", "backup", tree.toString());
    succeed(common, "repository", "snapshots");
    succeed(common, "repository", "ls", "latest");
    succeed(
        common, "repository", "restore", "latest", "--target", "" + directory.resolve("restored"));
    succeed(common, "repository", "check", "--read-data");
    succeed(common, "repository", "forget", "--keep-last", "1", "--prune");
  }

  /** What a mover does for a run. */
  private void jobs(Path password, Path tree) throws IOException {
    Path repository = directory.resolve("jobs");
    Path backup =
        Files.writeString(
            directory.resolve("backup.json"),
            JOB.formatted(
                "backup",
                repository,
                password,
                """
                "run": "training-1", "time": "2026-01-01T00:00:00Z", "full": true, "documents": {},
                "components": [{"kind": "tree", "name": "volume/tree", "path": "/volumes/tree",
                  "directory": "%s", "exclude": [], "mayBeEmpty": false, "inline": {}}]"""
                    .formatted(tree)));
    Path retain =
        Files.writeString(
            directory.resolve("retain.json"),
            JOB.formatted(
                "retain",
                repository,
                password,
                "\"rules\": {\"last\": 1}, \"protectedRuns\": [], \"forgetAll\": false"));
    succeed(new String[0], "mover", "--job", backup.toString());
    succeed(new String[0], "mover", "--job", retain.toString());
  }

  /** As far as a bucket that is not there. */
  private static void s3(Path password) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = NO_BUCKET.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(404, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    try {
      int code =
          execute(
              new String[0],
              "repository",
              "snapshots",
              "--repository",
              "s3:http://127.0.0.1:" + server.getAddress().getPort() + "/training",
              "--s3-access-key-file",
              password.toString(),
              "--s3-secret-key-file",
              password.toString(),
              "--password-file",
              password.toString());
      expect(code == 1, "a bucket that is not there was found");
    } finally {
      server.stop(0);
    }
  }

  /** The API, the controllers on a platform that never answers, and the commands that ask them. */
  private void api() throws Exception {
    Path kubeconfig = directory.resolve("kubeconfig");
    Path policy = Files.writeString(directory.resolve("policy.yaml"), POLICY);
    try (ApiServer server = Adapter.apiServer(directory.resolve("api"), Clock.systemUTC())) {
      server.start();
      Files.writeString(kubeconfig, server.adminKubeconfig());
      try (KubernetesClient client = ClientOptions.connect(kubeconfig);
          DrydockOperator operator =
              new DrydockOperator(
                  client,
                  silentPlatform(),
                  server::readSecret,
                  Clock.systemUTC(),
                  OperatorSettings.standard().withoutSweep())) {
        operator.start();
        String[] common = {"--kubeconfig", kubeconfig.toString()};
        succeed(common, "apply", "-f", policy.toString());
        succeed(common, "backup", "training", "--no-wait");
        TimeUnit.SECONDS.sleep(2);
        int unused = execute(common, "status"); // what it says depends on how far the run came
      }
    }
  }

  private static Platform silentPlatform() {
    return (Platform)
        Proxy.newProxyInstance(
            Platform.class.getClassLoader(),
            new Class<?>[] {Platform.class},
            (proxy, method, arguments) -> {
              throw new DrydockException(FailureReason.PlatformError, "There is no platform here.");
            });
  }

  private static void succeed(String[] common, String... arguments) {
    int code = execute(common, arguments);
    expect(code == 0, "%s ended with %d".formatted(List.of(arguments), code));
  }

  private static int execute(String[] common, String... arguments) {
    return DrydockCommand.commandLine()
        .execute(Stream.concat(Stream.of(arguments), Stream.of(common)).toArray(String[]::new));
  }

  private static void expect(boolean holds, String what) {
    if (!holds) {
      throw new DrydockException(FailureReason.InternalError, "In training, " + what + ".");
    }
  }
}
