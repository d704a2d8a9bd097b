// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.watch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.apiserver.error.ApiException;
import dev.drydock.apiserver.json.Json;
import dev.drydock.apiserver.resource.ResourceType;
import dev.drydock.apiserver.selector.Selection;
import dev.drydock.apiserver.store.ExpiredRevisionException;
import dev.drydock.apiserver.store.Hold;
import dev.drydock.apiserver.store.Store;
import dev.drydock.apiserver.store.StoreEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Sends the changes of one resource, in order, each exactly once. It reads them from the store's
 * history rather than from a queue, so a slow client costs nobody anything and misses nothing.
 */
public final class Watcher {
  private static final int BATCH = 200;
  private static final Duration INTERVAL = Duration.ofSeconds(60);

  private final Store store;
  private final ResourceType type;
  private final String namespace;
  private final Selection selection;
  private final Duration interval;

  /**
   * A watch over one resource.
   *
   * @param namespace empty for all
   */
  public Watcher(Store store, ResourceType type, String namespace, Selection selection) {
    this(store, type, namespace, selection, INTERVAL);
  }

  Watcher(
      Store store, ResourceType type, String namespace, Selection selection, Duration interval) {
    this.store = store;
    this.type = type;
    this.namespace = namespace;
    this.selection = selection;
    this.interval = interval;
  }

  /** Sends events until the time is over, the sink fails or the store closes. */
  public void run(WatchOptions options, WatchSink sink) throws IOException, InterruptedException {
    long end = System.nanoTime() + options.timeout().toNanos();
    long seen = options.revision();
    try (Hold hold = store.hold(seen == 0 ? store.revision() : seen, options.timeout())) {
      if (seen == 0) {
        seen = options.initialEvents() ? sendExisting(options, sink) : store.revision();
      } else if (seen > store.revision()) {
        throw ApiException.expired(
            "too large resource version: " + seen + ", current: " + store.revision());
      }
      follow(seen, end, options, sink, hold);
    } catch (ExpiredRevisionException e) {
      sink.error(ApiException.expired(String.valueOf(e.getMessage())).toStatus());
    } catch (ApiException e) {
      sink.error(e.toStatus());
    }
  }

  private long sendExisting(WatchOptions options, WatchSink sink) throws IOException {
    List<ObjectNode> existing = new ArrayList<>();
    long revision =
        store
            .scan(
                type.resource(),
                namespace,
                0,
                null,
                object -> {
                  if (selection.matches(object.value())) {
                    existing.add(object.value());
                  }
                  return true;
                })
            .revision();
    for (ObjectNode object : existing) {
      sink.event("ADDED", object);
    }
    if (options.endOfInitialEvents()) {
      ObjectNode bookmark = bookmark(revision);
      bookmark
          .withObject("/metadata")
          .putObject("annotations")
          .put("k8s.io/initial-events-end", "true");
      sink.bookmark(bookmark);
    }
    return revision;
  }

  private void follow(long from, long end, WatchOptions options, WatchSink sink, Hold hold)
      throws IOException, InterruptedException {
    long seen = from;
    long next = System.nanoTime() + interval.toNanos();
    while (true) {
      long head = store.revision();
      List<StoreEvent> events = store.eventsAfter(type.resource(), seen, BATCH);
      for (StoreEvent event : events) {
        send(event, sink);
        seen = event.revision();
      }
      if (events.size() == BATCH) {
        continue;
      }
      seen = Math.max(seen, head);
      hold.advance(seen);
      long now = System.nanoTime();
      boolean over = now >= end;
      if (over || now >= next) {
        if (options.bookmarks()) {
          sink.bookmark(bookmark(seen));
        }
        next = now + interval.toNanos();
      }
      long wait = Math.min(end, next) - now;
      if (over || !store.awaitChange(type.resource(), seen, Duration.ofNanos(wait))) {
        return;
      }
    }
  }

  private void send(StoreEvent event, WatchSink sink) throws IOException {
    if (!namespace.isEmpty() && !namespace.equals(event.key().namespace())) {
      return;
    }
    ObjectNode previous = event.previous();
    boolean before = previous != null && selection.matches(previous);
    boolean after = event.type() != StoreEvent.Type.DELETED && selection.matches(event.value());
    if (after) {
      sink.event(before ? "MODIFIED" : "ADDED", event.value());
    } else if (before && previous != null) {
      ObjectNode last = event.type() == StoreEvent.Type.DELETED ? event.value() : previous;
      last.withObject("/metadata").put("resourceVersion", Long.toString(event.revision()));
      sink.event("DELETED", last);
    }
  }

  private ObjectNode bookmark(long revision) {
    ObjectNode bookmark = Json.object();
    bookmark.put("kind", type.kind()).put("apiVersion", type.apiVersion());
    ObjectNode metadata = bookmark.putObject("metadata");
    metadata.put("resourceVersion", Long.toString(revision));
    metadata.putNull("creationTimestamp");
    return bookmark;
  }
}
