// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.apiserver.error.ApiException;
import dev.drydock.apiserver.json.Json;
import dev.drydock.apiserver.registry.Body;
import dev.drydock.apiserver.registry.DeleteOptions;
import dev.drydock.apiserver.registry.FieldValidation;
import dev.drydock.apiserver.registry.Lister;
import dev.drydock.apiserver.registry.Meta;
import dev.drydock.apiserver.registry.Registry;
import dev.drydock.apiserver.registry.WriteOptions;
import dev.drydock.apiserver.resource.ResourceType;
import dev.drydock.apiserver.store.Store;
import dev.drydock.apiserver.table.Tables;
import java.io.IOException;
import java.util.List;

/** The verbs on resources. */
final class ResourceHandler {
  private final Store store;
  private final Registry registry;
  private final Lister lister;
  private final Tables tables;
  private final WatchHandler watches;
  private final PatchHandler patches;

  ResourceHandler(Store store, Registry registry, Tables tables) {
    this.store = store;
    this.registry = registry;
    this.lister = new Lister(store);
    this.tables = tables;
    this.watches = new WatchHandler(store, tables);
    this.patches = new PatchHandler(registry);
  }

  void handle(Call call, ResourceType type, RequestPath path) throws IOException {
    boolean status = path.subresource().equals("status");
    if (!path.subresource().isEmpty() && !(status && type.statusSubresource())) {
      throw ApiException.noSuchPath();
    }
    if (type.namespaced() && path.namespace().isEmpty() && !path.name().isEmpty()) {
      throw ApiException.noSuchPath();
    }
    if (!type.namespaced() && !path.namespace().isEmpty()) {
      throw ApiException.noSuchPath();
    }
    boolean collection = path.name().isEmpty();
    switch (call.method()) {
      case "GET" -> read(call, type, path, collection);
      case "POST" -> {
        if (!collection) {
          throw ApiException.methodNotAllowed();
        }
        require(type, "create");
        create(call, type, path);
      }
      case "PUT" -> {
        requireObject(type, path, "update");
        Body body = Bodies.object(call);
        answer(
            call,
            200,
            type,
            registry.update(type, path.namespace(), path.name(), body, status, options(call)));
      }
      case "PATCH" -> {
        requireObject(type, path, "patch");
        patches.patch(
            call,
            type,
            path,
            status,
            options(call),
            (code, object) -> answer(call, code, type, object));
      }
      case "DELETE" -> {
        if (collection) {
          require(type, "deletecollection");
          deleteCollection(call, type, path);
        } else if (status) {
          throw ApiException.methodNotAllowed();
        } else {
          require(type, "delete");
          delete(call, type, path);
        }
      }
      default -> throw ApiException.methodNotAllowed();
    }
  }

  static Tables.Include include(Call call) {
    return switch (call.parameters().text("includeObject")) {
      case "None" -> Tables.Include.NONE;
      case "", "Metadata" -> Tables.Include.METADATA;
      case "Object" -> Tables.Include.OBJECT;
      default -> throw ApiException.badRequest("includeObject is None, Metadata or Object");
    };
  }

  private void read(Call call, ResourceType type, RequestPath path, boolean collection)
      throws IOException {
    if (call.parameters().flag("watch")) {
      require(type, "watch");
      watches.watch(call, type, path);
    } else if (collection) {
      require(type, "list");
      list(call, type, path);
    } else {
      require(type, "get");
      answer(call, 200, type, registry.get(type, path.namespace(), path.name()));
    }
  }

  private void create(Call call, ResourceType type, RequestPath path) throws IOException {
    if (type.namespaced() && path.namespace().isEmpty()) {
      throw ApiException.methodNotAllowed();
    }
    Body body = Bodies.object(call);
    if (type.group().equals("authorization.k8s.io")) {
      call.answer(201, AccessReviews.review(type, body.object()));
    } else {
      answer(call, 201, type, registry.create(type, path.namespace(), body, options(call)));
    }
  }

  private void list(Call call, ResourceType type, RequestPath path) throws IOException {
    ListQuery query = ListQuery.of(type, "", call.parameters(), store.revision());
    Lister.Page page =
        lister.list(
            type,
            path.namespace(),
            query.selection(),
            query.limit(),
            query.token(),
            query.exactRevision());
    switch (Accept.of(call.header("Accept"))) {
      case OBJECT -> call.answer(200, page.toList(type));
      case TABLE ->
          call.answer(200, tables.table(type, page.items(), page.metadata(), include(call), true));
      case PARTIAL, PARTIAL_LIST -> {
        ObjectNode list = Json.object();
        list.put("kind", "PartialObjectMetadataList").put("apiVersion", "meta.k8s.io/v1");
        list.set("metadata", page.metadata());
        ArrayNode items = list.putArray("items");
        page.items().forEach(item -> items.add(Tables.partial(item)));
        call.answer(200, list);
      }
    }
  }

  private void delete(Call call, ResourceType type, RequestPath path) throws IOException {
    Registry.Deleted deleted =
        registry.delete(type, path.namespace(), path.name(), deleteOptions(call));
    if (!deleted.gone()) {
      answer(call, 200, type, deleted.object());
      return;
    }
    ObjectNode status = Json.object();
    status.put("kind", "Status").put("apiVersion", "v1").putObject("metadata");
    status.put("status", "Success");
    ObjectNode details = status.putObject("details").put("name", path.name());
    if (!type.group().isEmpty()) {
      details.put("group", type.group());
    }
    details.put("kind", type.plural()).put("uid", Meta.text(deleted.object(), "uid"));
    call.answer(200, status);
  }

  private void deleteCollection(Call call, ResourceType type, RequestPath path) throws IOException {
    ListQuery query = ListQuery.of(type, "", call.parameters(), store.revision());
    DeleteOptions options = deleteOptions(call);
    Lister.Page page =
        lister.list(type, path.namespace(), query.selection(), query.limit(), query.token(), 0);
    for (ObjectNode item : page.items()) {
      try {
        registry.delete(type, Meta.text(item, "namespace"), Meta.text(item, "name"), options);
      } catch (ApiException e) {
        if (e.code() != 404) {
          throw e;
        }
      }
    }
    call.answer(200, page.toList(type));
  }

  private static DeleteOptions deleteOptions(Call call) throws IOException {
    return DeleteOptions.of(
        Bodies.deleteOptions(call),
        call.parameters().dryRun(),
        call.parameters().text("propagationPolicy"));
  }

  private void answer(Call call, int code, ResourceType type, ObjectNode object)
      throws IOException {
    switch (Accept.of(call.header("Accept"))) {
      case OBJECT -> call.answer(code, object);
      case TABLE -> {
        ObjectNode metadata = Json.object();
        metadata.set("resourceVersion", object.path("metadata").path("resourceVersion"));
        call.answer(code, tables.table(type, List.of(object), metadata, include(call), true));
      }
      case PARTIAL, PARTIAL_LIST -> call.answer(code, Tables.partial(object));
    }
  }

  private static WriteOptions options(Call call) {
    Parameters parameters = call.parameters();
    return new WriteOptions(
        parameters.dryRun(),
        FieldValidation.parse(parameters.text("fieldValidation")),
        parameters.text("fieldManager"),
        parameters.flag("force"),
        call::warn);
  }

  private static void requireObject(ResourceType type, RequestPath path, String verb) {
    if (path.name().isEmpty()) {
      throw ApiException.methodNotAllowed();
    }
    require(type, verb);
  }

  private static void require(ResourceType type, String verb) {
    if (!type.verbs().contains(verb)) {
      throw ApiException.methodNotAllowed();
    }
  }
}
