// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.apiserver.json.Json;
import dev.drydock.apiserver.resource.ResourceType;
import dev.drydock.apiserver.store.Store;
import dev.drydock.apiserver.table.Tables;
import dev.drydock.apiserver.watch.WatchOptions;
import dev.drydock.apiserver.watch.WatchSink;
import dev.drydock.apiserver.watch.Watcher;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Streams watch events, one JSON object per line. */
final class WatchHandler {
  private final Store store;
  private final Tables tables;

  WatchHandler(Store store, Tables tables) {
    this.store = store;
    this.tables = tables;
  }

  void watch(Call call, ResourceType type, RequestPath path) throws IOException {
    ListQuery query = ListQuery.of(type, path.name(), call.parameters(), Long.MAX_VALUE);
    WatchOptions options = ListQuery.watch(call.parameters());
    Accept accept = Accept.of(call.header("Accept"));
    Tables.Include include = ResourceHandler.include(call);
    try (OutputStream out = call.stream(Call.JSON)) {
      new Watcher(store, type, path.namespace(), query.selection())
          .run(options, new Lines(out, type, accept, include));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Lines implements WatchSink {
    private final OutputStream out;
    private final ResourceType type;
    private final Accept accept;
    private final Tables.Include include;
    private boolean headersSent;

    Lines(OutputStream out, ResourceType type, Accept accept, Tables.Include include) {
      this.out = out;
      this.type = type;
      this.accept = accept;
      this.include = include;
    }

    @Override
    public void event(String eventType, ObjectNode object) throws IOException {
      write(eventType, shaped(object));
    }

    @Override
    public void bookmark(ObjectNode object) throws IOException {
      write("BOOKMARK", shaped(object));
    }

    @Override
    public void error(ObjectNode status) throws IOException {
      write("ERROR", status);
    }

    private ObjectNode shaped(ObjectNode object) {
      return switch (accept) {
        case OBJECT -> object;
        case PARTIAL, PARTIAL_LIST -> Tables.partial(object);
        case TABLE -> {
          ObjectNode metadata = Json.object();
          metadata.set("resourceVersion", object.path("metadata").path("resourceVersion"));
          ObjectNode table = tables.table(type, List.of(object), metadata, include, !headersSent);
          headersSent = true;
          yield table;
        }
      };
    }

    private void write(String eventType, ObjectNode object) throws IOException {
      ObjectNode event = Json.object().put("type", eventType);
      event.set("object", object);
      out.write(Json.write(event));
      out.write('\n');
      out.flush();
    }
  }
}
