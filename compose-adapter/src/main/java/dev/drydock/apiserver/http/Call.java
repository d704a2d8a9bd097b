// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import dev.drydock.apiserver.error.ApiException;
import dev.drydock.apiserver.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/** One request and its answer. */
final class Call {
  static final String JSON = "application/json";
  private static final int MAX_BODY = 3 * 1024 * 1024;
  private static final long MAX_DISCARDED = 64L * 1024 * 1024;

  private final HttpExchange exchange;
  private final Parameters parameters;
  private final Set<String> warnings = new LinkedHashSet<>();
  private boolean answered;

  Call(HttpExchange exchange) {
    this.exchange = exchange;
    this.parameters = new Parameters(exchange.getRequestURI().getRawQuery());
  }

  String method() {
    return exchange.getRequestMethod();
  }

  String path() {
    return exchange.getRequestURI().getPath();
  }

  Parameters parameters() {
    return parameters;
  }

  /** A header's value; empty when absent. Several are joined by commas. */
  String header(String name) {
    var values = exchange.getRequestHeaders().get(name);
    return values == null ? "" : String.join(",", values);
  }

  /** The media type of the body, without parameters. */
  String contentType() {
    return header("Content-Type").split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  byte[] body() throws IOException {
    InputStream in = exchange.getRequestBody();
    byte[] body = in.readNBytes(MAX_BODY + 1);
    if (body.length > MAX_BODY) {
      // A client that is still sending reads no answer, so what it sends is taken, within reason.
      byte[] discarded = new byte[64 * 1024];
      for (long left = MAX_DISCARDED; left > 0; ) {
        int count = in.read(discarded);
        left = count < 0 ? 0 : left - count;
      }
      throw new ApiException(
          413, "RequestEntityTooLarge", "Request entity too large: limit is " + MAX_BODY);
    }
    return body;
  }

  /** Something to tell the user although the request succeeds. */
  void warn(String text) {
    warnings.add(text);
  }

  void answer(int code, JsonNode body) throws IOException {
    answer(code, JSON, Json.write(body));
  }

  void answer(int code, String contentType, byte[] body) throws IOException {
    headers(contentType);
    answered = true;
    boolean empty = body.length == 0 || method().equals("HEAD");
    exchange.sendResponseHeaders(code, empty ? -1 : body.length);
    if (!empty) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  void answerText(int code, String text) throws IOException {
    answer(code, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  /** Begins an answer of unknown length, after which the connection is closed. */
  OutputStream stream(String contentType) throws IOException {
    headers(contentType);
    exchange.getResponseHeaders().set("Connection", "close");
    answered = true;
    exchange.sendResponseHeaders(200, 0);
    OutputStream body = exchange.getResponseBody();
    body.flush();
    return body;
  }

  boolean answered() {
    return answered;
  }

  private void headers(String contentType) {
    var headers = exchange.getResponseHeaders();
    headers.set("Content-Type", contentType);
    headers.set("Cache-Control", "no-cache, private");
    for (String warning : warnings) {
      headers.add("Warning", "299 - \"" + escape(warning) + "\"");
    }
  }

  private static String escape(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("[\\r\\n]+", " ");
  }
}
