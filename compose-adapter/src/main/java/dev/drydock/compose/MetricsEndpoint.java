// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.DrydockOperator;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Metrics for Prometheus at {@code /metrics} and health at {@code /healthz}: numbers only, no
 * secrets, without authentication; by default on loopback.
 */
final class MetricsEndpoint implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

  private MetricsEndpoint(HttpServer server) {
    this.server = server;
  }

  static MetricsEndpoint start(InetSocketAddress address, DrydockOperator operator) {
    return start(address, operator::metrics, operator::isHealthy);
  }

  static MetricsEndpoint start(
      InetSocketAddress address, Supplier<String> metrics, BooleanSupplier health) {
    try {
      MetricsEndpoint endpoint = new MetricsEndpoint(HttpServer.create(address, 0));
      endpoint.server.setExecutor(endpoint.executor);
      endpoint.server.createContext("/metrics", exchange -> answer(exchange, 200, metrics.get()));
      endpoint.server.createContext(
          "/healthz",
          exchange -> {
            boolean healthy = health.getAsBoolean();
            answer(exchange, healthy ? 200 : 503, healthy ? "ok\n" : "the API is not seen\n");
          });
      endpoint.server.start();
      return endpoint;
    } catch (IOException e) {
      throw new DrydockException(
          FailureReason.InvalidRequest,
          "Metrics cannot be served at %s: %s. Choose another address with --metrics."
              .formatted(address, e.getMessage()),
          e);
    }
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdown();
  }
}
