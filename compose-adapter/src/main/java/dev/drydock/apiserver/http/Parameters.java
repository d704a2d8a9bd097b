// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.http;

import dev.drydock.apiserver.error.ApiException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parameters of a query; the first value of each counts. */
final class Parameters {
  private final Map<String, String> values = new HashMap<>();

  Parameters(@Nullable String rawQuery) {
    if (rawQuery == null) {
      return;
    }
    for (String pair : rawQuery.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      values.putIfAbsent(decode(name), decode(value));
    }
  }

  String text(String name) {
    return values.getOrDefault(name, "");
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  boolean flag(String name) {
    String value = text(name);
    return has(name) && !value.equals("false") && !value.equals("0");
  }

  /** A whole number that is not negative; 0 when absent. */
  long number(String name) {
    String value = text(name);
    if (value.isEmpty()) {
      return 0;
    }
    if (!value.matches("[0-9]{1,18}")) {
      throw ApiException.badRequest(
          "Invalid value: \"" + value + "\": " + name + " must be a whole number");
    }
    return Long.parseLong(value);
  }

  boolean dryRun() {
    String value = text("dryRun");
    if (!value.isEmpty() && !value.equals("All")) {
      throw ApiException.unprocessable(
          "dryRun: Unsupported value: \"" + value + "\": supported values: \"All\"");
    }
    return !value.isEmpty();
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw ApiException.badRequest("the query is not well-formed: " + e.getMessage());
    }
  }
}
