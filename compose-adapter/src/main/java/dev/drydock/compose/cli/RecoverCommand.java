// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.cli;

import dev.drydock.api.v1alpha1.ExistingData;
import dev.drydock.api.v1alpha1.OnFailure;
import dev.drydock.api.v1alpha1.ResolvedSource;
import dev.drydock.api.v1alpha1.RestoreRequest;
import dev.drydock.compose.Adapter;
import dev.drydock.compose.AdapterOptions;
import dev.drydock.compose.StateDirectory;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.naming.Names;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code drydock recover}. */
@Command(
    name = "recover",
    description = {
      "Bring an application back on a host that has nothing but Docker and the repository:",
      "compose files, environment, images, volumes, databases; start it, wait until it is healthy.",
      "Needs no running adapter and leaves none behind.",
      "Where it fails, what was fetched stays, and the same command goes on from there; so it does after it was killed.",
      "Told to stop (Ctrl-C), it puts everything back as it was."
    })
final class RecoverCommand implements Callable<Integer> {
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

  @Option(
      names = "--on-failure",
      paramLabel = "RULE",
      defaultValue = "Hold",
      description =
          "What becomes of what was fetched: ${COMPLETION-CANDIDATES}. What was there before always comes back. Default: ${DEFAULT-VALUE}.")
  private OnFailure onFailure = OnFailure.Hold;

  @ArgGroup private Mode mode = new Mode();

  /** What to do other than to recover. */
  static final class Mode {
    @Option(names = "--dry-run", description = "Resolve, plan and estimate; change nothing.")
    private boolean dryRun;

    @Option(
        names = "--discard",
        description = "Throw away what an earlier recovery into the same directory fetched.")
    private boolean discard;
  }

  private final Clock clock = Clock.systemUTC();

  @Override
  public Integer call() throws IOException, InterruptedException {
    RecoveryOptions options = options();
    List<Secret> secrets = repository.secrets(RecoveryOptions.NAMESPACE);
    StateDirectory state = state(options.directory());
    AdapterOptions adapterOptions =
        new AdapterOptions(
                state,
                new InetSocketAddress("127.0.0.1", 0),
                null,
                flags.dockerHost(),
                flags.image())
            .withoutSweep();
    boolean kept = true;
    try (Interruption interruption = new Interruption()) {
      try (Adapter adapter = Adapter.start(adapterOptions, clock)) {
        Recovery recovery = new Recovery(adapter.client(), options, clock, System.err);
        interruption.undoBy(() -> putBack(recovery));
        secrets.forEach(
            secret -> adapter.client().resource(secret).createOr(NonDeletingOperation::update));
        try {
          return does(adapter, recovery, options);
        } finally {
          interruption.undoBy(() -> {});
          kept = recovery.unfinished();
        }
      } finally {
        if (!kept) {
          delete(state.path());
        }
      }
    }
  }

  private RecoveryOptions options() {
    return new RecoveryOptions(
        repository.spec(),
        repository.place(),
        application,
        project,
        asOf,
        into.toAbsolutePath().normalize(),
        existingData,
        onFailure);
  }

  private int does(Adapter adapter, Recovery recovery, RecoveryOptions options)
      throws InterruptedException {
    if (mode.discard) {
      RecoveryReport.discarded(options, recovery.discard(), System.out);
      return 0;
    }
    if (mode.dryRun) {
      return RestoreReport.print(recovery.plan(), System.out);
    }
    RestoreRequest ended;
    try {
      ended = recovery.run();
    } catch (DrydockException e) {
      if (e.reason() != FailureReason.InvalidRequest && recovery.unfinished()) {
        RecoveryReport.cutOff(System.err);
      }
      throw e;
    }
    int exit = RestoreReport.print(ended, System.out);
    if (Follower.View.of(ended).held() != null) {
      RecoveryReport.held(ended, options, System.err);
    }
    ResolvedSource source = ended.getStatus().resolvedSource();
    if (exit == 0 && source != null) {
      RecoveryReport.recovered(source, recovery.begin(), clock.instant(), System.out);
      writePolicy(adapter, options, ended);
    }
    return exit;
  }

  /**
   * Where a recovery into this directory keeps its state: always the same place, so that one that
   * was killed or stands still is found again.
   */
  private static StateDirectory state(Path directory) {
    return new StateDirectory(
        StateDirectory.defaultPath()
            .resolve("recoveries")
            .resolve(Names.hash(directory.toString(), 16)));
  }

  /** Called when the command is told to stop. */
  private static void putBack(Recovery recovery) {
    System.err.println("Interrupted: putting everything back as it was. This takes a moment.");
    recovery.interrupt();
  }

  /** A help for the time after: the application is back without it, too. */
  private static void writePolicy(Adapter adapter, RecoveryOptions options, RestoreRequest ended)
      throws InterruptedException {
    try {
      new PolicyFile(adapter.platform())
          .write(options.repository(), RecoveryOptions.NAMESPACE, ended, options.directory());
    } catch (IOException e) {
      System.err.printf(
          "No policy for further backups could be written into %s: %s. Write one by hand, or look into the repository's runbook.%n",
          options.directory(), e);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
