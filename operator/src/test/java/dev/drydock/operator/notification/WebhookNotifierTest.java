// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.notification;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.drydock.api.v1alpha1.NotificationEvent;
import dev.drydock.api.v1alpha1.NotificationSpec;
import dev.drydock.api.v1alpha1.SecretKeyReference;
import dev.drydock.api.v1alpha1.WebhookSpec;
import dev.drydock.operator.metrics.DrydockMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class WebhookNotifierTest {
  private static final Notice NOTICE =
      new Notice(
          NotificationEvent.Failed,
          "default",
          "shop",
          "BackupRun/shop-1",
          "DumpFailed",
          "The dump \"db\" failed.",
          Instant.parse("2026-11-22T06:00:00Z"));

  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private final AtomicInteger refusals = new AtomicInteger();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private HttpServer server;
  private WebhookNotifier notifier;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/hook",
        exchange -> {
          bodies.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
          exchange.sendResponseHeaders(refusals.getAndDecrement() > 0 ? 503 : 204, -1);
          exchange.close();
        });
    server.start();
    String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/hook\n";
    notifier =
        new WebhookNotifier(
            (namespace, name) ->
                name.equals("alerts")
                    ? Optional.of(Map.of("url", url.getBytes(UTF_8)))
                    : Optional.empty(),
            new DrydockMetrics(registry, Clock.systemUTC()),
            List.of(Duration.ofMillis(10), Duration.ofMillis(10)));
  }

  @AfterEach
  void stop() {
    notifier.close();
    server.stop(0);
  }

  @Test
  void postsJsonWithATextThatChatSystemsShow() throws IOException {
    notifier.send(List.of(receiver("alerts")), NOTICE);

    await().until(() -> bodies.size() == 1);
    JsonNode body = new ObjectMapper().readTree(bodies.getFirst());
    assertThat(body.path("text").asText())
        .isEqualTo(
            "Drydock: Failed, policy default/shop, BackupRun/shop-1: The dump \"db\" failed.");
    assertThat(body.path("event").asText()).isEqualTo("Failed");
    assertThat(body.path("reason").asText()).isEqualTo("DumpFailed");
    assertThat(body.path("time").asText()).isEqualTo("2026-11-22T06:00:00Z");
  }

  @Test
  void sendsOnlyTheEventsThatAReceiverWants() {
    notifier.send(
        List.of(
            receiver("alerts", NotificationEvent.DrillFailed),
            receiver("alerts", NotificationEvent.Failed)),
        NOTICE);

    await().until(() -> bodies.size() == 1);
    await().during(Duration.ofMillis(100)).until(() -> bodies.size() == 1);
  }

  @Test
  void triesAgainWhenTheReceiverRefuses() {
    refusals.set(2);
    notifier.send(List.of(receiver("alerts")), NOTICE);

    await().until(() -> bodies.size() == 3);
    assertThat(registry.find("drydock_notification_failure_total").counter()).isNull();
  }

  @Test
  void countsWhatItCannotDeliver() {
    notifier.send(List.of(receiver("missing")), NOTICE);

    await()
        .untilAsserted(
            () ->
                assertThat(
                        registry
                            .counter(
                                "drydock_notification_failure_total",
                                "namespace",
                                "default",
                                "policy",
                                "shop")
                            .count())
                    .isEqualTo(1));
    assertThat(bodies).isEmpty();
  }

  private static NotificationSpec receiver(String secret, NotificationEvent... events) {
    return new NotificationSpec(
        new WebhookSpec(new SecretKeyReference(secret, null)), List.of(events));
  }
}
