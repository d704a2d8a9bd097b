// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.cli;

import static java.util.Objects.requireNonNull;

import dev.drydock.api.v1alpha1.ApplicationTarget;
import dev.drydock.api.v1alpha1.ComposeTarget;
import dev.drydock.api.v1alpha1.ExistingData;
import dev.drydock.api.v1alpha1.RepositorySpec;
import dev.drydock.api.v1alpha1.ResolvedSource;
import dev.drydock.api.v1alpha1.RestoreRequest;
import dev.drydock.api.v1alpha1.RestoreRequestSpec;
import dev.drydock.api.v1alpha1.RestoreSource;
import dev.drydock.api.v1alpha1.RestoreTarget;
import dev.drydock.compose.Adapter;
import dev.drydock.compose.AdapterOptions;
import dev.drydock.compose.StateDirectory;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code drydock recover}. */
@Command(
    name = "recover",
    description = {
      "Bring an application back on a host that has nothing but Docker and the repository:",
      "compose files, environment, volumes, databases; start it, wait until it is healthy.",
      "Needs no running adapter and leaves none behind."
    })
final class RecoverCommand implements Callable<Integer> {
  private static final String NAMESPACE = "default";

  @Mixin private RepositoryOptions repository = new RepositoryOptions();
  @Mixin private AdapterFlags flags = new AdapterFlags();

  @Option(
      names = "--application",
      paramLabel = "NAME",
      description = "Which application, when the repository holds several.")
  private @Nullable String application;

  @Option(
      names = "--into",
      required = true,
      paramLabel = "DIR",
      description = "Directory for the application's files.")
  private Path into = Path.of("");

  @Option(
      names = "--project",
      paramLabel = "NAME",
      description = "Name of the compose project. Default: the application's own.")
  private @Nullable String project;

  @Option(
      names = "--as-of",
      paramLabel = "TIME",
      description = "State at this instant, such as 2026-11-22T07:59:00Z. Default: the newest.")
  private @Nullable String asOf;

  @Option(
      names = "--existing-data",
      paramLabel = "RULE",
      defaultValue = "Fail",
      description = "Where data already is: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private ExistingData existingData = ExistingData.Fail;

  @Option(names = "--dry-run", description = "Resolve, plan and estimate; change nothing.")
  private boolean dryRun;

  private final Clock clock = Clock.systemUTC();

  @Override
  public Integer call() throws IOException, InterruptedException {
    Instant begin = clock.instant();
    Path directory = into.toAbsolutePath().normalize();
    RepositorySpec spec = repository.spec();
    List<Secret> secrets = repository.secrets(NAMESPACE);
    Path state = Files.createTempDirectory("drydock-recover-");
    AdapterOptions options =
        new AdapterOptions(
                new StateDirectory(state),
                new InetSocketAddress("127.0.0.1", 0),
                null,
                flags.dockerHost(),
                flags.image())
            .withoutSweep();
    int exit;
    try (Adapter adapter = Adapter.start(options, clock)) {
      KubernetesClient api = adapter.client();
      secrets.forEach(secret -> api.resource(secret).create());
      System.err.println("Looking into " + repository.place());
      ResolvedSource found = resolve(api, spec, directory);
      String name = project == null ? requireNonNull(found.application()) : project;
      System.err.printf(
          "Recovering %s from run %s of %s into %s%n",
          found.application(), found.run(), found.time(), directory);
      RestoreRequest ended = follow(api, request("recover", spec, name, directory, dryRun));
      exit = RestoreReport.print(ended, System.out);
      if (exit == 0 && !dryRun) {
        System.out.printf(
            "Recovered %s in %s.%n",
            found.application(),
            Output.clock(Duration.between(begin, clock.instant()).toSeconds()));
        writePolicy(adapter, spec, ended, directory);
      }
    } finally {
      delete(state);
    }
    return exit;
  }

  /** A help for the time after: the application is back without it, too. */
  private static void writePolicy(
      Adapter adapter, RepositorySpec spec, RestoreRequest ended, Path directory)
      throws InterruptedException {
    try {
      new PolicyFile(adapter.platform()).write(spec, NAMESPACE, ended, directory);
    } catch (IOException e) {
      System.err.printf(
          "No policy for further backups could be written into %s: %s. Write one by hand, or look into the repository's runbook.%n",
          directory, e);
    }
  }

  /** Which run it will be; the application's name comes from the repository. */
  private ResolvedSource resolve(KubernetesClient api, RepositorySpec spec, Path directory)
      throws InterruptedException {
    RestoreRequest plan =
        follow(
            api,
            request("recover-plan", spec, project == null ? "recover" : project, directory, true));
    ResolvedSource found = plan.getStatus().resolvedSource();
    if (found == null || found.application() == null) {
      var end = Follower.View.of(plan).end();
      throw new DrydockException(
          FailureReason.SnapshotNotFound,
          end == null ? "The repository holds no run." : end.message());
    }
    return found;
  }

  private static RestoreRequest follow(KubernetesClient api, RestoreRequest request)
      throws InterruptedException {
    RestoreRequest created = api.resource(request).create();
    return new Follower(api, Clock.systemUTC(), ProgressLine.onStandardError())
        .follow(created, RestoreRequest.class, Follower.View::of);
  }

  private RestoreRequest request(
      String name, RepositorySpec spec, String target, Path directory, boolean plan) {
    RestoreRequest request = new RestoreRequest();
    request.setMetadata(new ObjectMetaBuilder().withName(name).withNamespace(NAMESPACE).build());
    request.setSpec(
        new RestoreRequestSpec(
            new RestoreSource(null, null, spec, application),
            asOf,
            null,
            new RestoreTarget(
                null,
                new ApplicationTarget(new ComposeTarget(target, directory.toString()), null),
                null),
            existingData,
            plan,
            List.of()));
    return request;
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
