// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsExchange;
import dev.drydock.apiserver.auth.Authenticator;
import dev.drydock.apiserver.discovery.Discovery;
import dev.drydock.apiserver.error.ApiException;
import dev.drydock.apiserver.openapi.OpenApi;
import dev.drydock.apiserver.resource.ResourceType;
import dev.drydock.apiserver.resource.ResourceTypes;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Set;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes every request: who is it, what is asked, and what is said when it fails. */
final class Router implements HttpHandler {
  private static final Logger LOG = LoggerFactory.getLogger(Router.class);
  private static final Set<String> PUBLIC = Set.of("/healthz", "/readyz", "/livez", "/version");
  private static final String GNOSTIC =
      "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

  private final Authenticator authenticator;
  private final ResourceTypes types;
  private final Discovery discovery;
  private final OpenApi openApi;
  private final ResourceHandler resources;
  private final BooleanSupplier writable;

  Router(
      Authenticator authenticator,
      ResourceTypes types,
      ResourceHandler resources,
      BooleanSupplier writable) {
    this.authenticator = authenticator;
    this.types = types;
    this.discovery = new Discovery(types);
    this.openApi = new OpenApi(types);
    this.resources = resources;
    this.writable = writable;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Call call = null;
      try {
        call = new Call(exchange);
        route(call, exchange);
      } catch (ApiException e) {
        fail(call == null ? new Call(exchange) : call, e);
      } catch (RuntimeException e) {
        LOG.error(
            "{} {} failed", exchange.getRequestMethod(), exchange.getRequestURI().getPath(), e);
        if (call != null) {
          fail(call, ApiException.internal(String.valueOf(e.getMessage())));
        }
      }
    }
  }

  private void route(Call call, HttpExchange exchange) throws IOException {
    String path = call.path().length() > 1 ? call.path().replaceFirst("/$", "") : call.path();
    if (!isPublic(path)
        && authenticator.authenticate(certificate(exchange), authorization(exchange)).isEmpty()) {
      throw ApiException.unauthorized();
    }
    if (exchange.getRequestHeaders().containsKey("Upgrade")) {
      throw new ApiException(
          503, "ServiceUnavailable", "WebSockets are not available; watch over plain HTTP");
    }
    if (isPublic(path) && !path.equals("/version")) {
      health(call, path);
    } else if (path.equals("/openapi/v2")) {
      openApiV2(call);
    } else if (path.startsWith("/openapi/v3")) {
      call.answer(200, openApi.document(path).orElseThrow(ApiException::noSuchPath));
    } else {
      var document = discovery.document(path, exchange.getRequestHeaders().getFirst("Host"));
      if (document.isPresent()) {
        call.answer(200, document.get());
      } else {
        resource(call, path);
      }
    }
  }

  /** A restart does not help against a store that cannot be written, so the server lives on. */
  private void health(Call call, String path) throws IOException {
    if (path.equals("/livez") || writable.getAsBoolean()) {
      call.answerText(200, "ok");
    } else {
      call.answerText(
          500, "[-]store failed: reason withheld\n" + path.substring(1) + " check failed\n");
    }
  }

  private void resource(Call call, String path) throws IOException {
    RequestPath request = RequestPath.parse(path).orElseThrow(ApiException::noSuchPath);
    ResourceType type =
        types
            .find(request.group(), request.version(), request.plural())
            .orElseThrow(ApiException::noSuchPath);
    resources.handle(call, type, request);
  }

  private void openApiV2(Call call) throws IOException {
    if (call.header("Accept").contains("protobuf")) {
      call.answer(200, GNOSTIC, openApi.gnosticV2());
    } else {
      call.answer(200, OpenApi.emptyV2());
    }
  }

  private static boolean isPublic(String path) {
    return PUBLIC.contains(path);
  }

  private static void fail(Call call, ApiException e) throws IOException {
    if (!call.answered()) {
      call.answer(e.code(), e.toStatus());
    }
  }

  private static @Nullable String authorization(HttpExchange exchange) {
    return exchange.getRequestHeaders().getFirst("Authorization");
  }

  private static @Nullable X509Certificate certificate(HttpExchange exchange) {
    if (exchange instanceof HttpsExchange https) {
      try {
        return (X509Certificate) https.getSSLSession().getPeerCertificates()[0];
      } catch (SSLPeerUnverifiedException e) {
        return null;
      }
    }
    return null;
  }
}
