// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Plain HTTP with the administrator's token. */
final class RawClient implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private final HttpClient http;
  private final String url;
  private final String token;

  RawClient(ApiServer server) {
    this(server, server.adminToken());
  }

  RawClient(ApiServer server, String token) {
    this.url = server.url();
    this.token = token;
    this.http = HttpClient.newBuilder().sslContext(trusting(server.adminKubeconfig())).build();
  }

  /** An answer. */
  record Answer(int code, JsonNode body, HttpResponse<byte[]> response) {
    String reason() {
      return body.path("reason").asText();
    }

    String message() {
      return body.path("message").asText();
    }
  }

  Answer get(String path) {
    return send(request(path).GET().build());
  }

  Answer head(String path) {
    return send(request(path).HEAD().build());
  }

  Answer getAs(String path, String accept) {
    return send(request(path).header("Accept", accept).GET().build());
  }

  Answer post(String path, String body) {
    return post(path, "application/json", body);
  }

  Answer post(String path, String contentType, String body) {
    return send(
        request(path)
            .header("Content-Type", contentType)
            .POST(BodyPublishers.ofString(body))
            .build());
  }

  Answer put(String path, JsonNode body) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(body.toString()))
            .build());
  }

  Answer patch(String path, String contentType, String body) {
    return send(
        request(path)
            .header("Content-Type", contentType)
            .method("PATCH", BodyPublishers.ofString(body))
            .build());
  }

  Answer delete(String path, String options) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .method("DELETE", BodyPublishers.ofString(options))
            .build());
  }

  /** The events of a watch until it ends. */
  List<JsonNode> watch(String path) {
    try {
      HttpResponse<Stream<String>> response =
          http.send(request(path).GET().build(), BodyHandlers.ofLines());
      return response.body().map(RawClient::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(url + path));
    return token.isEmpty() ? builder : builder.header("Authorization", "Bearer " + token);
  }

  private Answer send(HttpRequest request) {
    try {
      HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
      boolean json =
          response.headers().firstValue("Content-Type").orElse("").startsWith("application/json");
      JsonNode body =
          json && response.body().length > 0
              ? MAPPER.readTree(response.body())
              : MissingNode.getInstance();
      return new Answer(response.statusCode(), body, response);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode read(String line) {
    try {
      return MAPPER.readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SSLContext trusting(String kubeconfig) {
    try {
      Matcher data = Pattern.compile("certificate-authority-data: (\\S+)").matcher(kubeconfig);
      if (!data.find()) {
        throw new IllegalStateException("no authority in the kubeconfig");
      }
      Certificate authority =
          CertificateFactory.getInstance("X.509")
              .generateCertificate(
                  new ByteArrayInputStream(Base64.getDecoder().decode(data.group(1))));
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry("ca", authority);
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
