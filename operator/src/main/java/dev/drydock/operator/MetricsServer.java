// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Serves {@code /metrics} for Prometheus and {@code /healthz}, without encryption or
 * authentication: bind it to loopback unless the network is trusted.
 */
public final class MetricsServer implements AutoCloseable {
  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private final HttpServer server;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

  private MetricsServer(HttpServer server) {
    this.server = server;
  }

  /**
   * Starts to serve.
   *
   * @param address where to listen; port 0 picks a free one
   * @param metrics text of the metrics
   * @param healthy whether all is well
   * @throws UncheckedIOException when the address is taken
   */
  public static MetricsServer start(
      InetSocketAddress address, Supplier<String> metrics, BooleanSupplier healthy) {
    try {
      MetricsServer started = new MetricsServer(HttpServer.create(address, 0));
      started.server.setExecutor(started.executor);
      started.server.createContext("/metrics", e -> answer(e, 200, TEXT, metrics.get()));
      started.server.createContext(
          "/healthz",
          e -> {
            boolean well = healthy.getAsBoolean();
            answer(e, well ? 200 : 503, "text/plain", well ? "ok\n" : "not ready\n");
          });
      started.server.start();
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Metrics cannot be served on %s; choose another port.".formatted(address), e);
    }
  }

  /** The port that it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdown();
  }

  private static void answer(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    try (exchange) {
      byte[] body = text.getBytes(UTF_8);
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
