// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.registry;

import static dev.drydock.apiserver.testing.Fixtures.body;
import static dev.drydock.apiserver.testing.Fixtures.builtin;
import static dev.drydock.apiserver.testing.Fixtures.dryRun;
import static dev.drydock.apiserver.testing.Fixtures.options;
import static dev.drydock.apiserver.testing.Fixtures.widget;
import static dev.drydock.apiserver.testing.Fixtures.widgets;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.apiserver.error.ApiException;
import dev.drydock.apiserver.store.Store;
import dev.drydock.apiserver.testing.Fixtures;
import dev.drydock.apiserver.testing.MutableClock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryTest {
  @TempDir Path directory;
  private final MutableClock clock = new MutableClock();
  private Store store;
  private Registry registry;

  @BeforeEach
  void open() {
    store = Fixtures.store(directory, clock);
    registry = new Registry(store, clock);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void createFillsInWhatTheServerDecides() {
    ObjectNode created = create(widget("one", 1));
    assertThat(created.at("/metadata/uid").asText()).isNotEmpty();
    assertThat(created.at("/metadata/generation").asInt()).isEqualTo(1);
    assertThat(created.at("/metadata/namespace").asText()).isEqualTo("default");
    assertThat(created.at("/metadata/creationTimestamp").asText())
        .isEqualTo("2026-11-01T12:00:00Z");
    assertThat(created.at("/spec/color").asText()).isEqualTo("red");
    refused(409, "widgets.example.org \"one\" already exists", () -> create(widget("one", 1)));
  }

  @Test
  void createDropsStatusAndWhatOnlyTheServerSets() {
    ObjectNode created =
        create(
            body(
                """
                apiVersion: example.org/v1
                kind: Widget
                metadata: {name: one, uid: mine, generation: 7, deletionTimestamp: "2026-01-01T00:00:00Z"}
                status: {since: "2026-01-01T00:00:00Z"}
                """));
    assertThat(created.has("status")).isFalse();
    assertThat(created.at("/metadata/uid").asText()).isNotEqualTo("mine");
    assertThat(created.at("/metadata/generation").asInt()).isEqualTo(1);
    assertThat(created.path("metadata").has("deletionTimestamp")).isFalse();
  }

  @Test
  void generatedNamesStartWithTheirBase() {
    ObjectNode created =
        create(body("{apiVersion: example.org/v1, kind: Widget, metadata: {generateName: run-}}"));
    assertThat(created.at("/metadata/name").asText()).matches("run-[a-z0-9]{5}");
  }

  @Test
  void badNamesKindsNamespacesAndValuesAreRefused() {
    refused(422, "RFC 1123 subdomain", () -> create(widget("Bad_Name", 1)));
    refused(
        422,
        "name or generateName is required, <nil>: Invalid value: null: some validation rules were"
            + " not checked",
        () -> create(widget("''", 1)));
    refused(
        400,
        "does not match the expected API version",
        () -> create(body("{apiVersion: example.org/v2, kind: Widget, metadata: {name: a}}")));
    refused(
        400,
        "namespace of the provided object does not match",
        () ->
            create(
                body(
                    "{apiVersion: example.org/v1, kind: Widget, metadata: {name: a, namespace: b}}")));
    refused(
        404,
        "namespaces \"nowhere\" not found",
        () -> registry.create(widgets(), "nowhere", widget("a", 1), options()));
    refused(422, "spec.size", () -> create(widget("a", 0)));
  }

  @Test
  void unknownAndDuplicateFieldsAreWarnedOfRefusedOrIgnored() {
    Body sent =
        new Body(
            Fixtures.parse(
                "{apiVersion: example.org/v1, kind: Widget, metadata: {name: a, nmae: b}, spec: {sise: 1}}"),
            List.of("spec.size"));
    List<String> warnings = new ArrayList<>();
    refused(
        400,
        "Widget in version \"v1\" cannot be handled as a Widget: strict decoding error: duplicate"
            + " field \"spec.size\", unknown field \"metadata.nmae\", unknown field \"spec.sise\"",
        () ->
            registry.create(widgets(), "default", sent, options(FieldValidation.STRICT, warnings)));
    ObjectNode created =
        registry.create(widgets(), "default", sent, options(FieldValidation.WARN, warnings));
    assertThat(warnings).hasSize(3).contains("unknown field \"spec.sise\"");
    assertThat(created.path("spec").has("sise")).isFalse();
  }

  @Test
  void generationCountsSpecOnlyAndNoChangeKeepsTheVersion() {
    ObjectNode created = create(widget("one", 1));
    ObjectNode same = patch("one", false, object -> {});
    assertThat(same.at("/metadata/resourceVersion"))
        .isEqualTo(created.at("/metadata/resourceVersion"));
    ObjectNode labelled =
        patch("one", false, object -> Meta.of(object).putObject("labels").put("a", "b"));
    assertThat(labelled.at("/metadata/generation").asInt()).isEqualTo(1);
    ObjectNode reported =
        patch(
            "one", true, object -> object.putObject("status").put("since", "2026-01-01T00:00:00Z"));
    assertThat(reported.at("/metadata/generation").asInt()).isEqualTo(1);
    ObjectNode changed = patch("one", false, object -> object.withObject("/spec").put("size", 2));
    assertThat(changed.at("/metadata/generation").asInt()).isEqualTo(2);
    assertThat(changed.at("/status/since").asText()).isEqualTo("2026-01-01T00:00:00Z");
  }

  @Test
  void eachEndpointIgnoresWhatBelongsToTheOther() {
    create(widget("one", 1));
    ObjectNode main =
        patch(
            "one",
            false,
            object -> object.putObject("status").put("since", "2026-01-01T00:00:00Z"));
    assertThat(main.has("status")).isFalse();
    ObjectNode status =
        patch(
            "one",
            true,
            object -> {
              object.withObject("/spec").put("size", 9);
              Meta.of(object).putObject("labels").put("a", "b");
            });
    assertThat(status.at("/spec/size").asInt()).isEqualTo(1);
    assertThat(status.path("metadata").has("labels")).isFalse();
  }

  @Test
  void updatesNeedTheVersionTheyStartFrom() {
    ObjectNode created = create(widget("one", 1));
    refused(
        422,
        "must be specified for an update",
        () -> registry.update(widgets(), "default", "one", widget("one", 2), false, options()));
    Body first = new Body(created.deepCopy(), List.of());
    first.object().withObject("/spec").put("size", 2);
    registry.update(widgets(), "default", "one", first, false, options());
    refused(
        409,
        "the object has been modified",
        () -> registry.update(widgets(), "default", "one", first, false, options()));
    refused(
        409,
        "the object has been modified",
        () -> patch("one", false, object -> Meta.of(object).put("resourceVersion", "1")));
    refused(
        404,
        "\"two\" not found",
        () -> registry.update(widgets(), "default", "two", widget("two", 2), false, options()));
  }

  @Test
  void aDryRunChangesNothing() {
    long before = store.revision();
    registry.create(widgets(), "default", widget("one", 1), dryRun());
    assertThat(store.revision()).isEqualTo(before);
    create(widget("one", 1));
    long created = store.revision();
    registry.delete(
        widgets(),
        "default",
        "one",
        new DeleteOptions(true, DeleteOptions.Propagation.BACKGROUND, "", ""));
    assertThat(store.revision()).isEqualTo(created);
  }

  @Test
  void finalizersKeepAnObjectUntilTheLastIsGone() {
    create(
        body(
            "{apiVersion: example.org/v1, kind: Widget, metadata: {name: one, finalizers: [example.org/a]}}"));
    Registry.Deleted deleted = registry.delete(widgets(), "default", "one", DeleteOptions.PLAIN);
    assertThat(deleted.gone()).isFalse();
    assertThat(deleted.object().at("/metadata/deletionTimestamp").asText())
        .isEqualTo("2026-11-01T12:00:00Z");
    assertThat(deleted.object().at("/metadata/deletionGracePeriodSeconds").asInt(-1)).isZero();
    refused(
        422,
        "no new finalizers can be added",
        () -> patch("one", false, object -> Meta.addFinalizer(object, "example.org/b")));
    patch("one", false, object -> Meta.removeFinalizer(object, "example.org/a"));
    refused(404, "not found", () -> registry.get(widgets(), "default", "one"));
  }

  @Test
  void preconditionsOfADeleteAreChecked() {
    ObjectNode created = create(widget("one", 1));
    refused(
        409,
        "UID in precondition",
        () ->
            registry.delete(
                widgets(),
                "default",
                "one",
                new DeleteOptions(false, DeleteOptions.Propagation.BACKGROUND, "other", "")));
    refused(
        409,
        "ResourceVersion in precondition",
        () ->
            registry.delete(
                widgets(),
                "default",
                "one",
                new DeleteOptions(false, DeleteOptions.Propagation.BACKGROUND, "", "1")));
    registry.delete(
        widgets(),
        "default",
        "one",
        new DeleteOptions(
            false, DeleteOptions.Propagation.BACKGROUND, Meta.text(created, "uid"), ""));
    refused(404, "not found", () -> registry.get(widgets(), "default", "one"));
  }

  @Test
  void aLaterDeleteMayWantAnotherPropagation() {
    create(widget("one", 1));
    delete("one", DeleteOptions.Propagation.FOREGROUND);
    delete("one", DeleteOptions.Propagation.DEFAULT);
    assertThat(finalizers("one")).containsExactly("foregroundDeletion");
    delete("one", DeleteOptions.Propagation.ORPHAN);
    assertThat(finalizers("one")).containsExactly("orphan");
    assertThat(delete("one", DeleteOptions.Propagation.BACKGROUND).gone()).isTrue();
    refused(404, "not found", () -> registry.get(widgets(), "default", "one"));
  }

  @Test
  void secretsFoldStringDataAndKeepTheirType() {
    ObjectNode secret =
        registry.create(
            builtin("secrets"),
            "default",
            body(
                "{apiVersion: v1, kind: Secret, metadata: {name: s, creationTimestamp: null}, stringData: {a: b}}"),
            options());
    assertThat(secret.at("/data/a").asText()).isEqualTo("Yg==");
    assertThat(secret.path("type").asText()).isEqualTo("Opaque");
    assertThat(secret.has("stringData")).isFalse();
    refused(422, "field is immutable", () -> patchSecret(object -> object.put("type", "other")));
    refused(
        422, "data[a/b]", () -> patchSecret(object -> object.withObject("/data").put("a/b", "")));
    refused(
        422,
        "illegal base64 data",
        () -> patchSecret(object -> object.withObject("/data").put("a", "!")));
    patchSecret(object -> object.put("immutable", true));
    refused(
        422,
        "field is immutable when `immutable` is set",
        () -> patchSecret(object -> object.withObject("/data").put("a", "")));
  }

  @Test
  void dataThatIsNotTextIsRefusedRatherThanConverted() {
    refused(
        400,
        "Secret in version \"v1\" cannot be handled as a Secret: json: cannot unmarshal number into"
            + " Go struct field Secret.stringData of type string",
        () -> secret("stringData: {port: 5432}"));
    refused(400, "cannot unmarshal bool", () -> secret("stringData: {on: true}"));
    refused(400, "cannot unmarshal object", () -> secret("stringData: {a: {b: c}}"));
    refused(400, "cannot unmarshal number", () -> secret("data: {a: 1}"));
    refused(400, "cannot unmarshal string", () -> secret("immutable: 'yes'"));
    secret("{}");
    refused(
        422,
        "patch: Invalid value: \"{}\": Secret in version",
        () -> patchSecret(object -> object.putObject("stringData").put("a", 1)));
  }

  @Test
  void base64MayHaveLineBreaksButNeedsPadding() {
    ObjectNode secret = secret("data: {a: \"aGVs\\nbG8=\\n\", b: null}, stringData: {c: null}");
    assertThat(secret.at("/data/a").asText()).isEqualTo("aGVsbG8=");
    assertThat(secret.at("/data/b").asText("none")).isEmpty();
    assertThat(secret.at("/data/c").asText("none")).isEmpty();
    refused(400, "illegal base64 data", () -> secret("data: {a: aGVsbG8}"));
    refused(400, "illegal base64 data", () -> secret("data: {a: 'aGV!'}"));
  }

  @Test
  void theLimitOfDataCountsBytesRatherThanBase64() {
    String mebibyte = Base64.getEncoder().encodeToString(new byte[1 << 20]);
    secret("data: {a: '" + mebibyte + "'}");
    String more = Base64.getEncoder().encodeToString(new byte[(1 << 20) + 1]);
    refused(422, "Too long", () -> patchSecret(s -> s.putObject("data").put("a", more)));
  }

  @Test
  void aNullLabelIsAnEmptyOne() {
    ObjectNode created =
        create(
            body(
                "{apiVersion: example.org/v1, kind: Widget, metadata: {name: a, labels: {b: null}}}"));
    assertThat(created.at("/metadata/labels/b").asText("none")).isEmpty();
  }

  @Test
  void aTlsSecretNeedsItsKeys() {
    refused(
        422,
        "data[tls.crt]: Required value",
        () ->
            registry.create(
                builtin("secrets"),
                "default",
                body(
                    "{apiVersion: v1, kind: Secret, metadata: {name: s}, type: kubernetes.io/tls, data: {}}"),
                options()));
  }

  @Test
  void namespacesThatGoAwayTakeNothingNew() {
    registry.create(
        builtin("namespaces"),
        "",
        body("{apiVersion: v1, kind: Namespace, metadata: {name: web}}"),
        options());
    Registry.Deleted deleted =
        registry.delete(builtin("namespaces"), "", "web", DeleteOptions.PLAIN);
    assertThat(deleted.object().at("/status/phase").asText()).isEqualTo("Terminating");
    refused(
        403,
        "because it is being terminated",
        () -> registry.create(widgets(), "web", widget("one", 1), options()));
    refused(
        403,
        "this namespace may not be deleted",
        () -> registry.delete(builtin("namespaces"), "", "default", DeleteOptions.PLAIN));
  }

  private Registry.Deleted delete(String name, DeleteOptions.Propagation propagation) {
    return registry.delete(
        widgets(), "default", name, new DeleteOptions(false, propagation, "", ""));
  }

  private List<String> finalizers(String name) {
    List<String> finalizers = new ArrayList<>();
    registry
        .get(widgets(), "default", name)
        .at("/metadata/finalizers")
        .forEach(finalizer -> finalizers.add(finalizer.asText()));
    return finalizers;
  }

  private ObjectNode create(Body body) {
    return registry.create(widgets(), "default", body, options());
  }

  private ObjectNode patch(String name, boolean status, Consumer<ObjectNode> change) {
    return registry.patch(
        widgets(),
        "default",
        name,
        object -> {
          change.accept(object);
          return object;
        },
        "{}",
        List.of(),
        status,
        options());
  }

  private ObjectNode secret(String fields) {
    return registry.create(
        builtin("secrets"),
        "default",
        body(
            "{apiVersion: v1, kind: Secret, metadata: {name: s}, "
                + fields.replaceFirst("^\\{\\}$", "type: Opaque")
                + "}"),
        options());
  }

  private void patchSecret(Consumer<ObjectNode> change) {
    registry.patch(
        builtin("secrets"),
        "default",
        "s",
        object -> {
          change.accept(object);
          return object;
        },
        "{}",
        List.of(),
        false,
        options());
  }

  private static void refused(int code, String message, ThrowingCallable action) {
    assertThatThrownBy(action)
        .isInstanceOfSatisfying(
            ApiException.class,
            e -> {
              assertThat(e.code()).as(e.getMessage()).isEqualTo(code);
              assertThat(e.toStatus().path("message").asText()).contains(message);
              assertThat(e.toStatus().path("kind").asText()).isEqualTo("Status");
            });
  }
}
