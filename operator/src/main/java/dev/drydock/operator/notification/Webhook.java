// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.notification;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.drydock.api.v1alpha1.SecretKeyReference;
import dev.drydock.operator.platform.SecretReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Posts one notice as JSON. Besides the fields of the notice the body has {@code text}, which is
 * what chat systems show. No address and no body of an answer is in what it says.
 */
final class Webhook implements AutoCloseable {
  private static final String DEFAULT_KEY = "url";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final SecretReader secrets;
  private final Duration timeout;
  private final HttpClient client;

  Webhook(SecretReader secrets, Duration timeout) {
    this.secrets = secrets;
    this.timeout = timeout;
    client =
        HttpClient.newBuilder()
            .connectTimeout(timeout)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /** Posts once; empty when it was received, otherwise why not. */
  String post(SecretKeyReference address, Notice notice) {
    try {
      Optional<URI> url = url(address, notice.namespace());
      if (url.isEmpty()) {
        return "the Secret or its key does not exist, or holds no http(s) address";
      }
      int status = send(url.get(), body(notice));
      return status / 100 == 2 ? "" : "the receiver answered with status " + status;
    } catch (TimeoutException e) {
      return "the receiver did not answer within " + timeout.toSeconds() + " s";
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return "the receiver cannot be reached (" + cause.getClass().getSimpleName() + ")";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "the operator stops";
    } catch (RuntimeException e) {
      return "unexpected " + e.getClass().getSimpleName();
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  /** The timeout of a request ends with the headers of the answer; this one is for all of it. */
  private int send(URI url, String body)
      throws ExecutionException, InterruptedException, TimeoutException {
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .header("Content-Type", "application/json")
            .header("User-Agent", "drydock")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    CompletableFuture<HttpResponse<Void>> answer =
        client.sendAsync(request, HttpResponse.BodyHandlers.discarding());
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS).statusCode();
    } finally {
      answer.cancel(true);
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

  private static String body(Notice notice) {
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
    body.put("id", notice.id());
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
