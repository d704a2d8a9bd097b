// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

final class MetricsServerTest {
  @Test
  void servesMetricsAndHealth() throws Exception {
    AtomicBoolean healthy = new AtomicBoolean(true);
    try (MetricsServer server =
            MetricsServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                () -> "drydock_policy_ready 1.0\n",
                healthy::get);
        HttpClient client = HttpClient.newHttpClient()) {
      assertThat(get(client, server, "/metrics").body()).isEqualTo("drydock_policy_ready 1.0\n");
      assertThat(get(client, server, "/healthz").statusCode()).isEqualTo(200);
      healthy.set(false);
      assertThat(get(client, server, "/healthz").statusCode()).isEqualTo(503);
    }
  }

  private static HttpResponse<String> get(HttpClient client, MetricsServer server, String path)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
