// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose;

import static java.util.Objects.requireNonNull;

import dev.drydock.apiserver.ApiServer;
import dev.drydock.compose.docker.DockerPlatform;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.DrydockOperator;
import dev.drydock.operator.OperatorSettings;
import dev.drydock.operator.platform.Platform;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running adapter: the embedded API, the Docker platform and the operator. Owns them all;
 * {@link #close} stops them in the reverse order. Movers that run go on without it.
 */
public final class Adapter implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Adapter.class);
  private static final List<String> DEFINITIONS =
      List.of("backuppolicies", "backupruns", "restorerequests");

  private final Deque<AutoCloseable> parts;
  private final String url;
  private final KubernetesClient client;
  private final Platform platform;

  private Adapter(
      Deque<AutoCloseable> parts, String url, KubernetesClient client, Platform platform) {
    this.parts = parts;
    this.url = url;
    this.client = client;
    this.platform = platform;
  }

  /**
   * Starts one.
   *
   * @throws DrydockException when the state directory is taken, the address is in use, or Docker
   *     does not answer
   */
  public static Adapter start(AdapterOptions options, Clock clock) {
    Deque<AutoCloseable> parts = new ArrayDeque<>();
    try {
      parts.push(options.state().take());
      ApiServer server = listening(options, clock);
      parts.push(server);
      server.start();
      String kubeconfig = server.adminKubeconfig();
      KubernetesClient client = connect(kubeconfig);
      parts.push(client);
      DockerPlatform platform =
          new DockerPlatform(
              options.dockerHost(),
              options.image(),
              server::readSecret,
              options.state().path(),
              clock);
      parts.push(platform);
      if (options.sweep()) {
        sweep(platform);
      }
      DrydockOperator operator =
          new DrydockOperator(
              client,
              platform,
              server::readSecret,
              clock,
              settings(options).withOnInformerStopped(Adapter::end));
      parts.push(operator);
      operator.start();
      if (options.metrics() != null) {
        parts.push(MetricsEndpoint.start(options.metrics(), operator));
      }
      writePrivately(options.state().kubeconfig(), kubeconfig);
      return new Adapter(parts, server.url(), client, platform);
    } catch (RuntimeException e) {
      closeAll(parts);
      throw e;
    }
  }

  /** Address of the API. */
  public String url() {
    return url;
  }

  /** A client of the API. */
  public KubernetesClient client() {
    return client;
  }

  /** The platform. */
  public Platform platform() {
    return platform;
  }

  /**
   * Ends the process with an error, so that whoever supervises it starts another: an adapter that
   * runs and reconciles nothing is worse than none. Not in the thread that tells it, for which the
   * operator waits when it is closed.
   */
  private static void end() {
    log.error("This adapter ends, because it would back up nothing any more; start it again.");
    Thread.ofPlatform().name("api-lost").start(() -> System.exit(1));
  }

  @Override
  public void close() {
    closeAll(parts);
  }

  /** What cannot be removed now must not keep anything from being backed up. */
  private static void sweep(DockerPlatform platform) {
    try {
      platform.removeLeftHelpers();
    } catch (RuntimeException e) {
      log.warn("helper containers that were left behind stay for now: {}", e.getMessage());
    }
  }

  private static OperatorSettings settings(AdapterOptions options) {
    OperatorSettings standard = OperatorSettings.standard();
    if (options.checkGrace() != null) {
      standard = standard.withCheckGrace(options.checkGrace());
    }
    return options.sweep() ? standard : standard.withoutSweep();
  }

  private static ApiServer listening(AdapterOptions options, Clock clock) {
    try {
      return server(options, clock);
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof BindException taken) {
        throw new DrydockException(
            FailureReason.InvalidRequest,
            "The API cannot listen on %s: %s. Choose another address with --listen, or stop what uses it."
                .formatted(options.listen(), taken.getMessage()),
            e);
      }
      throw e;
    }
  }

  private static ApiServer server(AdapterOptions options, Clock clock) {
    return define(
            ApiServer.builder(options.state().api())
                .bindAddress(options.listen().getHostString())
                .port(options.listen().getPort())
                .clock(clock))
        .build();
  }

  /** An API with our kinds, on a free port of the loopback interface; not started yet. */
  public static ApiServer apiServer(Path directory, Clock clock) {
    return define(ApiServer.builder(directory).bindAddress("127.0.0.1").port(0).clock(clock))
        .build();
  }

  private static ApiServer.Builder define(ApiServer.Builder builder) {
    for (String definition : DEFINITIONS) {
      String resource = "/dev/drydock/crds/" + definition + ".drydock.dev.yaml";
      try (InputStream yaml = Adapter.class.getResourceAsStream(resource)) {
        builder.customResourceDefinitions(requireNonNull(yaml, resource));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return builder;
  }

  private static KubernetesClient connect(String kubeconfig) {
    Config config = Config.fromKubeconfig(kubeconfig);
    config.setOnlyHttpWatches(true);
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  /** Written whole or not at all, readable by its owner alone. */
  private static void writePrivately(Path file, String text) {
    try {
      Path temporary =
          Files.createTempFile(
              file.toAbsolutePath().getParent(),
              ".kubeconfig",
              "",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(temporary, text);
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new DrydockException(
          FailureReason.NoSpace, "%s cannot be written: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static void closeAll(Deque<AutoCloseable> parts) {
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.pop();
      try {
        part.close();
      } catch (Exception e) {
        log.atWarn().setCause(e).log("{} did not close cleanly", part.getClass().getSimpleName());
      }
    }
  }
}
