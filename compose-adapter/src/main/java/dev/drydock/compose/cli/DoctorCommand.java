// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.cli;

import dev.drydock.compose.StateDirectory;
import dev.drydock.compose.docker.engine.DockerEngine;
import dev.drydock.compose.docker.engine.Images;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code drydock doctor}. */
@Command(
    name = "doctor",
    description = "Say what is missing on this host, and how to get it.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0: all that is needed is there", "1: something is missing"})
final class DoctorCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final long LITTLE_SPACE = 1L << 30;

  @Mixin private StateOption option = new StateOption();
  @Mixin private AdapterFlags flags = new AdapterFlags();

  private final List<List<String>> rows = new ArrayList<>();
  private boolean missing;

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (DockerEngine engine = DockerEngine.at(flags.dockerHost())) {
      docker(engine);
      image(engine);
    }
    compose();
    kubectl();
    state();
    System.out.print(Output.table(rows));
    return missing ? 1 : 0;
  }

  private void docker(DockerEngine engine) {
    URI host = URI.create(flags.dockerHost());
    if ("unix".equals(host.getScheme()) && !Files.exists(Path.of(host.getPath()))) {
      need("Docker engine", "no socket at " + host.getPath(), "apt-get install docker.io");
      return;
    }
    Optional<String> version = ask(engine::version);
    if (version.isPresent()) {
      good("Docker engine", version.get());
    } else if ("unix".equals(host.getScheme()) && !Files.isWritable(Path.of(host.getPath()))) {
      need(
          "Docker engine",
          "its socket may not be used",
          "usermod -aG docker $USER, then log in again");
    } else {
      need("Docker engine", "it does not answer", "systemctl start docker");
    }
  }

  private void image(DockerEngine engine) {
    Optional<String> id = ask(() -> Images.id(engine, flags.image()).orElse(null));
    if (id.isPresent()) {
      good("Image " + flags.image(), id.get().substring(0, Math.min(19, id.get().length())));
    } else {
      need(
          "Image " + flags.image(),
          "not on this host",
          "docker build -t "
              + flags.image()
              + " . in a checkout, after: mvn -q -DskipTests package");
    }
  }

  private void compose() throws IOException, InterruptedException {
    Optional<String> version = output(PATIENCE, "docker", "compose", "version", "--short");
    version.ifPresentOrElse(
        v -> good("Compose (for your own use)", v),
        () ->
            want(
                "Compose (for your own use)",
                "not found",
                "apt-get install docker-compose-v2 or docker-compose-plugin; Drydock brings its"
                    + " own"));
  }

  private void kubectl() throws IOException, InterruptedException {
    Optional<String> version = output(PATIENCE, "kubectl", "version", "--client");
    version.ifPresentOrElse(
        v -> good("kubectl (optional)", v.lines().findFirst().orElse("")),
        () ->
            want(
                "kubectl (optional)",
                "not found",
                "apt-get install kubernetes-client; or use: drydock apply, drydock status"));
  }

  private void state() {
    StateDirectory state = option.state();
    Path existing = state.path();
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    if (!Files.isWritable(existing)) {
      need(
          "State directory",
          state.path() + " cannot be written",
          "choose another with --state-dir, or run as root");
    } else if (existing.toFile().getUsableSpace() < LITTLE_SPACE) {
      need("State directory", "less than 1 GiB is free at " + existing, "make room");
    } else {
      good("State directory", state.path().toString());
    }
    Optional<Long> process = state.runningProcess();
    if (process.isPresent()) {
      good("Adapter", "process " + process.get());
    } else {
      want("Adapter", "does not run", "drydock up");
    }
  }

  private void good(String what, String detail) {
    rows.add(List.of("ok", what, detail));
  }

  private void want(String what, String detail, String remedy) {
    rows.add(List.of("-", what, detail, "→ " + remedy));
  }

  private void need(String what, String detail, String remedy) {
    rows.add(List.of("MISSING", what, detail, "→ " + remedy));
    missing = true;
  }

  /** What the engine answers; empty when it does not, or not in time. */
  private static Optional<String> ask(Supplier<@Nullable String> question) {
    FutureTask<@Nullable String> task = new FutureTask<>(question::get);
    Thread.ofVirtual().start(task);
    try {
      return Optional.ofNullable(task.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (ExecutionException | TimeoutException e) {
      return Optional.empty();
    }
  }

  /** The little that a program says; empty when it fails, or does not end in time. */
  static Optional<String> output(Duration patience, String... command) throws InterruptedException {
    @Nullable Process process = null;
    try {
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)
          || process.exitValue() != 0) {
        return Optional.empty();
      }
      byte[] said = process.getInputStream().readAllBytes();
      return Optional.of(new String(said, StandardCharsets.UTF_8).strip())
          .filter(text -> !text.isEmpty());
    } catch (IOException e) {
      return Optional.empty();
    } finally {
      if (process != null) {
        process.destroyForcibly();
      }
    }
  }
}
