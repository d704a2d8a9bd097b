// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.apiserver.error.ApiException;
import dev.drydock.apiserver.json.Json;
import dev.drydock.apiserver.resource.ResourceType;
import dev.drydock.apiserver.selector.Selection;
import dev.drydock.apiserver.store.ExpiredRevisionException;
import dev.drydock.apiserver.store.ObjectKey;
import dev.drydock.apiserver.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists objects, page by page when asked to. Thread-safe. */
public final class Lister {
  private final Store store;

  /** A lister over a store. */
  public Lister(Store store) {
    this.store = store;
  }

  /**
   * A page of a list.
   *
   * @param revision what all pages are as of
   * @param next token for the next page; empty on the last
   * @param remaining objects on later pages; negative when not known
   */
  public record Page(List<ObjectNode> items, long revision, String next, int remaining) {
    /** As the API's list object. */
    public ObjectNode toList(ResourceType type) {
      ObjectNode list = Json.object();
      list.put("kind", type.listKind()).put("apiVersion", type.apiVersion());
      list.set("metadata", metadata());
      ArrayNode array = list.putArray("items");
      array.addAll(items);
      return list;
    }

    /** The list's metadata. */
    public ObjectNode metadata() {
      ObjectNode metadata = Json.object().put("resourceVersion", Long.toString(revision));
      if (!next.isEmpty()) {
        metadata.put("continue", next);
        if (remaining >= 0) {
          metadata.put("remainingItemCount", remaining);
        }
      }
      return metadata;
    }
  }

  /**
   * Lists objects.
   *
   * @param namespace empty for all
   * @param limit most that the page may have; 0 for all
   * @param token of the page before; empty for the first
   * @param exactRevision list as of this revision; 0 for now
   */
  public Page list(
      ResourceType type,
      String namespace,
      Selection selection,
      int limit,
      String token,
      long exactRevision) {
    @Nullable ObjectKey after = null;
    long revision = exactRevision;
    if (!token.isEmpty()) {
      JsonNode position = decode(token);
      revision = position.path("rv").asLong();
      after = type.key(position.path("ns").asText(), position.path("name").asText());
    }
    List<ObjectNode> items = new ArrayList<>();
    Store.Scan scan;
    try {
      scan =
          store.scan(
              type.resource(),
              namespace,
              revision,
              after,
              object -> {
                if (selection.matches(object.value())) {
                  if (limit > 0 && items.size() == limit) {
                    return false;
                  }
                  items.add(object.value());
                }
                return true;
              });
    } catch (ExpiredRevisionException e) {
      throw ApiException.expired(
          token.isEmpty()
              ? String.valueOf(e.getMessage())
              : "The provided continue parameter is too old to display a consistent list result."
                  + " You can start a new list without the continue parameter.");
    }
    if (!scan.more()) {
      return new Page(items, scan.revision(), "", 0);
    }
    ObjectNode last = items.getLast();
    ObjectKey lastKey = type.key(Meta.text(last, "namespace"), Meta.text(last, "name"));
    int remaining =
        selection.isEverything()
            ? store.count(type.resource(), namespace, scan.revision(), lastKey)
            : -1;
    return new Page(items, scan.revision(), encode(scan.revision(), lastKey), remaining);
  }

  private static String encode(long revision, ObjectKey key) {
    ObjectNode position =
        Json.object().put("rv", revision).put("ns", key.namespace()).put("name", key.name());
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Json.write(position));
  }

  private static JsonNode decode(String token) {
    try {
      JsonNode position =
          Json.parse(Base64.getUrlDecoder().decode(token.getBytes(StandardCharsets.US_ASCII)))
              .node();
      if (position.path("rv").asLong() > 0) {
        return position;
      }
    } catch (IOException | IllegalArgumentException e) {
      throw ApiException.badRequest("continue key is not valid: " + e.getMessage());
    }
    throw ApiException.badRequest("continue key is not valid");
  }
}
