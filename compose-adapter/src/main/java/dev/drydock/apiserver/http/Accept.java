// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.http;

import dev.drydock.apiserver.error.ApiException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** In what form a client wants objects: the first of its wishes that can be met. */
enum Accept {
  OBJECT,
  TABLE,
  PARTIAL,
  PARTIAL_LIST;

  static Accept of(String header) {
    if (header.isBlank()) {
      return OBJECT;
    }
    for (String range : header.split(",", -1)) {
      String[] parts = range.split(";", -1);
      Map<String, String> parameters = new HashMap<>();
      for (int i = 1; i < parts.length; i++) {
        int equals = parts[i].indexOf('=');
        if (equals > 0) {
          parameters.put(
              parts[i].substring(0, equals).strip(), parts[i].substring(equals + 1).strip());
        }
      }
      String type = parts[0].strip().toLowerCase(Locale.ROOT);
      if (!type.equals("application/json")
          && !type.equals("*/*")
          && !type.equals("application/*")) {
        continue;
      }
      String as = parameters.getOrDefault("as", "");
      boolean ours =
          parameters.getOrDefault("g", "").equals("meta.k8s.io")
              && parameters.getOrDefault("v", "").equals("v1");
      if (as.isEmpty()) {
        return OBJECT;
      } else if (ours && as.equals("Table")) {
        return TABLE;
      } else if (ours && as.equals("PartialObjectMetadata")) {
        return PARTIAL;
      } else if (ours && as.equals("PartialObjectMetadataList")) {
        return PARTIAL_LIST;
      }
    }
    throw ApiException.notAcceptable();
  }
}
