// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.notification;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.drydock.api.v1alpha1.NotificationEvent;
import dev.drydock.api.v1alpha1.SecretKeyReference;
import dev.drydock.operator.metrics.DrydockMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
          "4711",
          NotificationEvent.Failed,
          "default",
          "shop",
          "BackupRun/shop-1",
          "DumpFailed",
          "The dump \"db\" failed.",
          Instant.parse("2026-11-22T06:00:00Z"));

  private static final SecretKeyReference ALERTS = new SecretKeyReference("alerts", null);
  private static final SecretKeyReference MISSING = new SecretKeyReference("missing", null);
  private static final SecretKeyReference STALLED = new SecretKeyReference("stalled", null);

  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private final AtomicInteger refusals = new AtomicInteger();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final DrydockMetrics metrics = new DrydockMetrics(registry, Clock.systemUTC());
  private String stalled = "";
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
    notifier =
        new WebhookNotifier(
            webhook(Duration.ofSeconds(10)),
            metrics,
            Clock.systemUTC(),
            List.of(Duration.ofMillis(10)));
  }

  @AfterEach
  void stop() {
    notifier.close();
    server.stop(0);
  }

  @Test
  void postsJsonWithATextThatChatSystemsShow() throws IOException {
    delivered(ALERTS, NOTICE);

    JsonNode body = new ObjectMapper().readTree(bodies.getFirst());
    assertThat(body.path("text").asText())
        .isEqualTo(
            "Drydock: Failed, policy default/shop, BackupRun/shop-1: The dump \"db\" failed.");
    assertThat(body.path("id").asText()).isEqualTo("4711");
    assertThat(body.path("event").asText()).isEqualTo("Failed");
    assertThat(body.path("reason").asText()).isEqualTo("DumpFailed");
    assertThat(body.path("time").asText()).isEqualTo("2026-11-22T06:00:00Z");
  }

  @Test
  void sendsOnceWhatWasReceivedHoweverOftenItIsAsked() {
    delivered(ALERTS, NOTICE);
    delivered(ALERTS, NOTICE);
    assertThat(bodies).hasSize(1);
  }

  @Test
  void triesAgainWhenTheReceiverRefusesAndCountsThat() {
    refusals.set(2);
    delivered(ALERTS, NOTICE);

    assertThat(bodies).hasSize(3);
    assertThat(failures()).isEqualTo(2);
  }

  @Test
  void leavesAReceiverAloneForAWhileAfterItRefused() {
    notifier =
        new WebhookNotifier(
            webhook(Duration.ofSeconds(10)),
            metrics,
            Clock.systemUTC(),
            List.of(Duration.ofHours(1)));
    await()
        .until(
            () ->
                notifier.deliver(MISSING, NOTICE) instanceof Delivery.Failing failing
                    && failing.again().compareTo(Duration.ofMinutes(59)) > 0);
    assertThat(failures()).isEqualTo(1);
    assertThat(bodies).isEmpty();
  }

  @Test
  void doesNotLetAReceiverThatStallsKeepTheOthersWaiting() throws IOException {
    try (ServerSocket stalling = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      stalled = "http://127.0.0.1:" + stalling.getLocalPort() + "/";
      Thread.ofVirtual().start(() -> headersOnly(stalling));
      notifier =
          new WebhookNotifier(
              webhook(Duration.ofSeconds(2)),
              metrics,
              Clock.systemUTC(),
              List.of(Duration.ofHours(1)));

      assertThat(notifier.deliver(STALLED, NOTICE)).isInstanceOf(Delivery.UnderWay.class);
      delivered(ALERTS, NOTICE);

      await().until(() -> notifier.deliver(STALLED, NOTICE) instanceof Delivery.Failing);
      assertThat(failures()).isEqualTo(1);
    }
  }

  /** Answers with headers, and never with the body that they promise. */
  private static void headersOnly(ServerSocket server) {
    List<Socket> open = new ArrayList<>();
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        open.add(socket);
        socket
            .getOutputStream()
            .write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n".getBytes(UTF_8));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void delivered(SecretKeyReference receiver, Notice notice) {
    await().until(() -> notifier.deliver(receiver, notice) instanceof Delivery.Done);
  }

  private double failures() {
    return registry
        .counter("drydock_notification_failure_total", "namespace", "default", "policy", "shop")
        .count();
  }

  private Webhook webhook(Duration timeout) {
    String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/hook\n";
    return new Webhook(
        (namespace, name) ->
            switch (name) {
              case "alerts" -> Optional.of(Map.of("url", url.getBytes(UTF_8)));
              case "stalled" -> Optional.of(Map.of("url", stalled.getBytes(UTF_8)));
              default -> Optional.empty();
            },
        timeout);
  }
}
