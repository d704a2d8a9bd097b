// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.cli;

import dev.drydock.compose.Adapter;
import dev.drydock.compose.AdapterOptions;
import dev.drydock.compose.StateDirectory;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code drydock up}. */
@Command(
    name = "up",
    description = {
      "Start the adapter of this host: the API that kubectl talks to, and the controller.",
      "Returns when it is ready; it goes on in the background."
    })
final class UpCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration STOPPING = Duration.ofSeconds(40);

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private StateOption option = new StateOption();
  @Mixin private AdapterFlags flags = new AdapterFlags();

  @Option(
      names = "--listen",
      paramLabel = "ADDRESS:PORT",
      defaultValue = "127.0.0.1:6445",
      description = "Where the API listens. Default: ${DEFAULT-VALUE}.")
  private String listen = "";

  @Option(
      names = "--metrics",
      paramLabel = "ADDRESS:PORT",
      defaultValue = "127.0.0.1:9445",
      description =
          "Where Prometheus metrics are served; none for nowhere. Default: ${DEFAULT-VALUE}.")
  private String metrics = "";

  @Option(
      names = "--check-grace",
      paramLabel = "SECONDS",
      description =
          "How long the checks of a restore may fail after the start before that counts. Default: 60.")
  private @Nullable Integer checkGrace;

  @Option(names = "--foreground", description = "Stay in the foreground and log to the terminal.")
  private boolean foreground;

  private final Clock clock = Clock.systemUTC();

  @Override
  public Integer call() throws IOException, InterruptedException {
    StateDirectory state = option.state();
    return foreground ? runHere(state) : runBehind(state);
  }

  private int runHere(StateDirectory state) throws InterruptedException {
    AdapterOptions options =
        new AdapterOptions(
                state,
                address(listen),
                metrics.equals("none") ? null : address(metrics),
                flags.dockerHost(),
                flags.image())
            .withCheckGrace(checkGrace == null ? null : Duration.ofSeconds(checkGrace));
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    try (Adapter adapter = Adapter.start(options, clock)) {
      // Waits for the adapter, not for this thread, which waits for the hooks when it exits
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    asked.countDown();
                    try {
                      closed.await(STOPPING.toSeconds(), TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  }));
      System.err.println("Ready: " + adapter.url());
      asked.await();
    } finally {
      closed.countDown();
    }
    return 0;
  }

  private int runBehind(StateDirectory state) throws IOException, InterruptedException {
    state.create();
    Optional<Long> running = state.runningProcess();
    if (running.isPresent()) {
      System.out.printf("The adapter runs already (process %d).%n", running.get());
      return 0;
    }
    Files.deleteIfExists(state.kubeconfig());
    List<String> command = new ArrayList<>(Launcher.command());
    command.addAll(
        List.of(
            "up",
            "--foreground",
            "--state-dir",
            state.path().toString(),
            "--listen",
            listen,
            "--metrics",
            metrics,
            "--docker-host",
            flags.dockerHost(),
            "--image",
            flags.image()));
    if (checkGrace != null) {
      command.addAll(List.of("--check-grace", checkGrace.toString()));
    }
    Process process =
        new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(state.log().toFile()))
            .redirectErrorStream(true)
            .directory(new java.io.File("/"))
            .start();
    Instant deadline = clock.instant().plus(PATIENCE);
    while (clock.instant().isBefore(deadline)) {
      if (process.waitFor(200, TimeUnit.MILLISECONDS)) {
        throw new DrydockException(
            FailureReason.InternalError,
            "The adapter ended with status %d. The end of its log (%s):%n%s"
                .formatted(process.exitValue(), state.log(), tail(state)));
      }
      if (Files.isReadable(state.kubeconfig()) && ready(state)) {
        System.out.printf("Ready (process %d), log: %s%n", process.pid(), state.log());
        System.out.printf(
            "For kubectl:  %s kubeconfig%s > kubeconfig; export KUBECONFIG=$PWD/kubeconfig%n",
            spec.root().name(),
            state.path().equals(StateDirectory.defaultPath())
                ? ""
                : " --state-dir " + state.path());
        return 0;
      }
    }
    process.destroy();
    throw new DrydockException(
        FailureReason.DeadlineExceeded,
        "The adapter was not ready after %d s and was stopped. The end of its log (%s):%n%s"
            .formatted(PATIENCE.toSeconds(), state.log(), tail(state)));
  }

  private static boolean ready(StateDirectory state) {
    try (KubernetesClient api = ClientOptions.connect(state.kubeconfig())) {
      return "ok".equals(api.raw("/readyz"));
    } catch (KubernetesClientException e) {
      return false;
    }
  }

  private static String tail(StateDirectory state) throws IOException {
    List<String> lines = Files.readAllLines(state.log());
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
  }

  static InetSocketAddress address(String text) {
    int colon = text.lastIndexOf(':');
    try {
      return new InetSocketAddress(
          text.substring(0, colon).replaceAll("^\\[|\\]$", ""),
          Integer.parseInt(text.substring(colon + 1)));
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new DrydockException(
          FailureReason.InvalidRequest,
          "%s is not an address and port, such as 127.0.0.1:6445.".formatted(text),
          e);
    }
  }
}
