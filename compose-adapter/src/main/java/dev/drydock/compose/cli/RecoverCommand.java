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
import dev.drydock.operator.naming.Names;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
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
      "Needs no running adapter and leaves none behind. Told to stop (Ctrl-C), it puts everything back as it was;",
      "where it was killed, the same command goes on with it."
    })
final class RecoverCommand implements Callable<Integer> {
  private static final String NAMESPACE = "default";
  private static final String REQUEST = "recover";
  private static final String PLAN = "recover-plan";
  private static final String OPTIONS = "drydock.dev/recover-options";

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
  private Instant begin = Instant.EPOCH;

  /** Whether a request was made whose end is not known. */
  private volatile boolean open;

  @Override
  public Integer call() throws IOException, InterruptedException {
    begin = clock.instant();
    Path directory = into.toAbsolutePath().normalize();
    RepositorySpec spec = repository.spec();
    List<Secret> secrets = repository.secrets(NAMESPACE);
    StateDirectory state = state(directory);
    AdapterOptions options =
        new AdapterOptions(
                state,
                new InetSocketAddress("127.0.0.1", 0),
                null,
                flags.dockerHost(),
                flags.image())
            .withoutSweep();
    try (Interruption interruption = new Interruption()) {
      try (Adapter adapter = Adapter.start(options, clock)) {
        interruption.undoBy(() -> putBack(adapter.client()));
        secrets.forEach(
            secret -> adapter.client().resource(secret).createOr(NonDeletingOperation::update));
        try {
          return recover(adapter, spec, directory);
        } finally {
          interruption.undoBy(() -> {});
        }
      } finally {
        if (open) {
          System.err.println(
              "The recovery has not come to its end. Type the same command again: it goes on where it was.");
        } else {
          delete(state.path());
        }
      }
    }
  }

  private int recover(Adapter adapter, RepositorySpec spec, Path directory)
      throws InterruptedException {
    KubernetesClient api = adapter.client();
    RestoreRequest ended = end(api, dryRun ? null : begun(api, spec, directory), spec, directory);
    int exit = RestoreReport.print(ended, System.out);
    ResolvedSource source = ended.getStatus().resolvedSource();
    if (exit == 0 && !dryRun && source != null) {
      System.out.printf(
          "Recovered %s in %s.%n",
          source.application(), Output.clock(Duration.between(begin, clock.instant()).toSeconds()));
      writePolicy(adapter, spec, ended, directory);
    }
    return exit;
  }

  /** Goes on with what was begun, or begins; returns it at its end. */
  private RestoreRequest end(
      KubernetesClient api, @Nullable RestoreRequest begun, RepositorySpec spec, Path directory)
      throws InterruptedException {
    RestoreRequest request = begun;
    if (request == null) {
      System.err.println("Looking into " + repository.place());
      ResolvedSource found = resolve(api, spec, directory);
      String name = project == null ? requireNonNull(found.application()) : project;
      System.err.printf(
          "Recovering %s from run %s of %s into %s%n",
          found.application(), found.run(), found.time(), directory);
      request = request(REQUEST, spec, name, directory, dryRun);
      request.getMetadata().setAnnotations(Map.of(OPTIONS, options(spec, directory)));
      open = !dryRun;
      request = api.resource(request).create();
    } else {
      System.err.printf("Going on with the recovery into %s that was interrupted%n", directory);
      open = true;
    }
    try {
      RestoreRequest ended = follow(api, request);
      open = false;
      return ended;
    } catch (DrydockException e) {
      open &= e.reason() != FailureReason.Cancelled;
      throw e;
    }
  }

  /**
   * Where a recovery into this directory keeps its state: always the same place, so that one that
   * was killed is found again.
   */
  private static StateDirectory state(Path directory) {
    return new StateDirectory(
        StateDirectory.defaultPath()
            .resolve("recoveries")
            .resolve(Names.hash(directory.toString(), 16)));
  }

  /** The recovery that a killed command of the same options left; another one is put back first. */
  private @Nullable RestoreRequest begun(KubernetesClient api, RepositorySpec spec, Path directory)
      throws InterruptedException {
    RestoreRequest left = at(api, REQUEST).get();
    if (left == null) {
      return null;
    }
    boolean ended = Follower.View.of(left).end() != null;
    Map<String, String> annotations = left.getMetadata().getAnnotations();
    boolean same = annotations != null && options(spec, directory).equals(annotations.get(OPTIONS));
    if (same && !ended) {
      begin = Instant.parse(left.getMetadata().getCreationTimestamp());
      return left;
    }
    if (!ended) {
      System.err.println("Putting back what another recovery into this directory began");
      open = true;
    }
    remove(api, REQUEST);
    open = false;
    return null;
  }

  /** Called when the command is told to stop. */
  private static void putBack(KubernetesClient api) {
    System.err.println("Interrupted: putting everything back as it was. This takes a moment.");
    for (String name : List.of(REQUEST, PLAN)) {
      var unused = at(api, name).delete();
    }
  }

  private static void remove(KubernetesClient api, String name) throws InterruptedException {
    var unused = at(api, name).delete();
    while (at(api, name).get() != null) {
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }

  private static Resource<RestoreRequest> at(KubernetesClient api, String name) {
    return api.resources(RestoreRequest.class).inNamespace(NAMESPACE).withName(name);
  }

  /** What was asked for, to tell whether it is the same as before. */
  private String options(RepositorySpec spec, Path directory) {
    RestoreRequest asked = request(REQUEST, spec, project == null ? "" : project, directory, false);
    return Names.hash(Serialization.asJson(asked.getSpec()), 32);
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
    remove(api, PLAN);
    RestoreRequest asked =
        request(PLAN, spec, project == null ? "recover" : project, directory, true);
    RestoreRequest plan = follow(api, api.resource(asked).create());
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
    return new Follower(api, Clock.systemUTC(), ProgressLine.onStandardError())
        .follow(request, RestoreRequest.class, Follower.View::of);
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
