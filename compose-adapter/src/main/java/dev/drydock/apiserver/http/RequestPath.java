// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.http;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A path that names a resource, an object or a subresource.
 *
 * @param namespace empty when none is named
 * @param name empty for the whole collection
 * @param subresource empty for the object itself
 */
record RequestPath(
    String group,
    String version,
    String namespace,
    String plural,
    String name,
    String subresource) {
  private static final Set<String> OF_NAMESPACES = Set.of("status", "finalize");

  /** Reads {@code /api/v1/…} and {@code /apis/GROUP/VERSION/…}; empty for anything else. */
  static Optional<RequestPath> parse(String path) {
    List<String> parts = Arrays.asList(path.replaceFirst("^/", "").split("/", -1));
    if (parts.contains("")) {
      return Optional.empty();
    }
    if (parts.getFirst().equals("api") && parts.size() >= 3) {
      return of("", parts.get(1), parts.subList(2, parts.size()));
    }
    if (parts.getFirst().equals("apis") && parts.size() >= 4) {
      return of(parts.get(1), parts.get(2), parts.subList(3, parts.size()));
    }
    return Optional.empty();
  }

  private static Optional<RequestPath> of(String group, String version, List<String> rest) {
    String namespace = "";
    List<String> parts = rest;
    if (parts.getFirst().equals("namespaces")
        && parts.size() > 2
        && !OF_NAMESPACES.contains(parts.get(2))) {
      namespace = parts.get(1);
      parts = parts.subList(2, parts.size());
    }
    if (parts.size() > 3) {
      return Optional.empty();
    }
    return Optional.of(
        new RequestPath(
            group,
            version,
            namespace,
            parts.getFirst(),
            parts.size() > 1 ? parts.get(1) : "",
            parts.size() > 2 ? parts.get(2) : ""));
  }
}
