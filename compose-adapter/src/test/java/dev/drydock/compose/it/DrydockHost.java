// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.it;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The real {@code drydock} program, as it was built, as a process that can be killed. */
final class DrydockHost implements AutoCloseable {
  private final Path directory;
  private final int port;
  private Process process;
  private KubernetesClient client;

  private DrydockHost(Path directory, int port) {
    this.directory = directory;
    this.port = port;
  }

  /** The launcher of the build, or null when the program was not built yet. */
  static Path launcher() {
    Path launcher = Path.of(System.getProperty("drydock.home", "target/drydock"), "bin", "drydock");
    return Files.isExecutable(launcher) ? launcher.toAbsolutePath() : null;
  }

  static DrydockHost start(Path directory) {
    try (ServerSocket socket = new ServerSocket(0)) {
      DrydockHost host = new DrydockHost(directory, socket.getLocalPort());
      socket.close();
      host.start();
      return host;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts the adapter (again) and waits until its API answers. */
  void start() {
    try {
      process =
          new ProcessBuilder(
                  launcher().toString(),
                  "up",
                  "--foreground",
                  "--state-dir",
                  state().toString(),
                  "--listen",
                  "127.0.0.1:" + port,
                  "--metrics",
                  "none",
                  "--check-grace",
                  "5")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
              .start();
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (!ready()) {
        if (System.nanoTime() > deadline || process.waitFor(100, TimeUnit.MILLISECONDS)) {
          throw new AssertionError("the adapter is not ready:\n" + Files.readString(log()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private boolean ready() throws IOException {
    Path kubeconfig = state().resolve("kubeconfig");
    if (!Files.isReadable(kubeconfig)) {
      return false;
    }
    if (client == null) {
      Config config = Config.fromKubeconfig(Files.readString(kubeconfig));
      config.setOnlyHttpWatches(true);
      client = new KubernetesClientBuilder().withConfig(config).build();
    }
    try {
      return "ok".equals(client.raw("/readyz"));
    } catch (RuntimeException e) {
      return false;
    }
  }

  /** kill -9. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  KubernetesClient api() {
    return client;
  }

  Path kubeconfig() {
    return state().resolve("kubeconfig");
  }

  Path state() {
    return directory.resolve("state");
  }

  Path log() {
    return directory.resolve("adapter.log");
  }

  @Override
  public void close() {
    if (client != null) {
      client.close();
    }
    if (process != null) {
      process.destroy();
      try {
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
