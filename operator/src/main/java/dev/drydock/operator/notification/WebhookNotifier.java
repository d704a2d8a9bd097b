// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.notification;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.drydock.api.v1alpha1.NotificationSpec;
import dev.drydock.api.v1alpha1.SecretKeyReference;
import dev.drydock.operator.metrics.DrydockMetrics;
import dev.drydock.operator.metrics.PolicyKey;
import dev.drydock.operator.platform.SecretReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts notices as JSON. Besides the fields of the notice the body has {@code text}, which is what
 * chat systems show. A receiver that does not answer with a status of 2xx is tried again a few
 * times; then the notice is given up, logged and counted. The address is a secret: it is in no log.
 */
public final class WebhookNotifier implements Notifier, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WebhookNotifier.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final String DEFAULT_KEY = "url";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final SecretReader secrets;
  private final DrydockMetrics metrics;
  private final List<Duration> delays;
  private final ScheduledExecutorService executor =
      Executors.newScheduledThreadPool(1, Thread.ofVirtual().name("notify-", 0).factory());
  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(TIMEOUT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  /** A notifier that tries four times within a few minutes. */
  public WebhookNotifier(SecretReader secrets, DrydockMetrics metrics) {
    this(
        secrets,
        metrics,
        List.of(Duration.ofSeconds(2), Duration.ofSeconds(15), Duration.ofMinutes(2)));
  }

  WebhookNotifier(SecretReader secrets, DrydockMetrics metrics, List<Duration> delays) {
    this.secrets = requireNonNull(secrets, "secrets is null");
    this.metrics = requireNonNull(metrics, "metrics is null");
    this.delays = List.copyOf(delays);
  }

  @Override
  public void send(List<NotificationSpec> receivers, Notice notice) {
    for (NotificationSpec receiver : receivers) {
      if (receiver.events().isEmpty() || receiver.events().contains(notice.event())) {
        schedule(receiver.webhook().urlSecretRef(), notice, 0, Duration.ZERO);
      }
    }
  }

  /** Stops; notices that were not delivered yet are lost. */
  @Override
  public void close() {
    executor.shutdownNow();
    client.shutdownNow();
  }

  private void schedule(SecretKeyReference address, Notice notice, int attempt, Duration delay) {
    try {
      executor.schedule(
          () -> attempt(address, notice, attempt), delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.warn("The notification about {} was not sent: the operator stops.", notice.object());
    }
  }

  private void attempt(SecretKeyReference address, Notice notice, int attempt) {
    String problem = post(address, notice);
    if (problem.isEmpty()) {
      return;
    }
    if (attempt < delays.size()) {
      schedule(address, notice, attempt + 1, delays.get(attempt));
      return;
    }
    metrics.notificationFailed(new PolicyKey(notice.namespace(), notice.policy()));
    LOG.atWarn()
        .addKeyValue("policy", notice.policy())
        .addKeyValue("secret", address.name())
        .log(
            "The notification '{}' about {} could not be delivered: {}",
            notice.event(),
            notice.object(),
            problem);
  }

  /** Posts once; empty when it was received, otherwise why not. */
  private String post(SecretKeyReference address, Notice notice) {
    try {
      Optional<URI> url = url(address, notice.namespace());
      if (url.isEmpty()) {
        return "the Secret or its key does not exist, or holds no http(s) address";
      }
      HttpRequest request =
          HttpRequest.newBuilder(url.get())
              .timeout(TIMEOUT)
              .header("Content-Type", "application/json")
              .header("User-Agent", "drydock")
              .POST(HttpRequest.BodyPublishers.ofString(body(notice)))
              .build();
      int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      return status / 100 == 2 ? "" : "the receiver answered with status " + status;
    } catch (IOException e) {
      return "the receiver cannot be reached (" + e.getClass().getSimpleName() + ")";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "the operator stops";
    } catch (RuntimeException e) {
      return "unexpected " + e.getClass().getSimpleName();
    }
  }

  private Optional<URI> url(SecretKeyReference address, String namespace) {
    String key = address.key() == null ? DEFAULT_KEY : address.key();
    return secrets
        .read(namespace, address.name())
        .map(data -> data.get(key))
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8).strip())
        .filter(text -> text.startsWith("http://") || text.startsWith("https://"))
        .map(URI::create);
  }

  static String body(Notice notice) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put(
        "text",
        "Drydock: %s, policy %s/%s, %s: %s"
            .formatted(
                notice.event(),
                notice.namespace(),
                notice.policy(),
                notice.object(),
                notice.message()));
    body.put("event", notice.event().name());
    body.put("namespace", notice.namespace());
    body.put("policy", notice.policy());
    body.put("object", notice.object());
    body.put("reason", notice.reason());
    body.put("message", notice.message());
    body.put("time", notice.time().toString());
    try {
      return MAPPER.writeValueAsString(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("strings cannot be written as JSON", e);
    }
  }
}
