// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server as any HTTP client sees it. */
class ApiServerHttpIT {
  private static final String SECRETS = "/api/v1/namespaces/default/secrets";
  @TempDir static Path directory;
  private static ApiServer server;
  private static RawClient client;

  @BeforeAll
  static void start() {
    server =
        TestServers.withOurKinds(ApiServer.builder(directory.resolve("state"))).build().start();
    client = new RawClient(server);
  }

  @AfterAll
  static void stop() {
    client.close();
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/healthz", "/readyz", "/livez", "/version"})
  void anybodyMayAskHowTheServerIs(String path) {
    try (RawClient anonymous = new RawClient(server, "")) {
      assertThat(anonymous.get(path).code()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/api", "/apis", "/openapi/v3", SECRETS, "/healthz/../api/v1/secrets", "/"})
  void strangersGetNothingElse(String path) {
    for (String token : new String[] {"", "wrong"}) {
      try (RawClient stranger = new RawClient(server, token)) {
        RawClient.Answer answer = stranger.get(path);
        assertThat(answer.code()).isEqualTo(401);
        assertThat(answer.reason()).isEqualTo("Unauthorized");
      }
    }
  }

  @Test
  void whatDoesNotExistIsSaidAsAStatus() {
    assertThat(client.get("/api/v1/namespaces/default/pods/x/log").code()).isEqualTo(404);
    assertThat(client.get("/nowhere").reason()).isEqualTo("NotFound");
    assertThat(client.get(SECRETS + "/none").message()).isEqualTo("secrets \"none\" not found");
    assertThat(client.post(SECRETS, "text/plain", "x").code()).isEqualTo(415);
    assertThat(client.post(SECRETS, "{").reason()).isEqualTo("BadRequest");
    assertThat(client.post(SECRETS, "x".repeat(4 << 20)).code()).isEqualTo(413);
    assertThat(client.getAs(SECRETS, "application/vnd.kubernetes.protobuf").code()).isEqualTo(406);
    assertThat(
            client
                .patch(SECRETS + "/none?fieldManager=x", "application/apply-patch+yaml", "{}")
                .message())
        .contains("server-side apply is not available");
  }

  @Test
  void whatIsWrongInOptionsIsSaid() {
    RawClient.Answer future = client.get(SECRETS + "?resourceVersion=999999999");
    assertThat(future.code()).isEqualTo(504);
    assertThat(future.body().at("/details/causes/0/reason").asText())
        .isEqualTo("ResourceVersionTooLarge");
    assertThat(future.body().at("/details/retryAfterSeconds").asInt()).isEqualTo(1);
    RawClient.Answer dryRun = client.delete(SECRETS + "/none", "{\"dryRun\":[\"Some\"]}");
    assertThat(dryRun.code()).isEqualTo(422);
    assertThat(dryRun.message()).contains("dryRun: Unsupported value: \"Some\"");
    assertThat(client.post(SECRETS, "{\"kind\":\"Secret\"} trailing").code()).isEqualTo(400);
    assertThat(client.head("/readyz").code()).isEqualTo(200);
    assertThat(client.head(SECRETS).code()).isEqualTo(405);
  }

  @Test
  void aListIsReadInPages() {
    for (int i = 0; i < 5; i++) {
      client.post(
          "/api/v1/namespaces/default/configmaps",
          "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"page-"
              + i
              + "\"}}");
    }
    RawClient.Answer first = client.get("/api/v1/configmaps?limit=2");
    assertThat(first.body().path("items").findValuesAsText("name"))
        .containsExactly("page-0", "page-1");
    assertThat(first.body().at("/metadata/remainingItemCount").asInt()).isEqualTo(3);
    client.delete("/api/v1/namespaces/default/configmaps/page-3", "{}");
    String token = first.body().at("/metadata/continue").asText();
    RawClient.Answer second = client.get("/api/v1/configmaps?limit=5&continue=" + token);
    assertThat(second.body().path("items").findValuesAsText("name"))
        .as("pages are as of the first")
        .containsExactly("page-2", "page-3", "page-4");
    assertThat(second.body().at("/metadata/continue").asText("")).isEmpty();
    assertThat(client.get("/api/v1/configmaps?continue=nonsense").code()).isEqualTo(400);
  }

  @Test
  void aTableIsAnsweredOnlyToThoseWhoAskForIt() {
    String table = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
    assertThat(client.getAs("/api/v1/namespaces", table).body().path("kind").asText())
        .isEqualTo("Table");
    assertThat(client.get("/api/v1/namespaces").body().path("kind").asText())
        .isEqualTo("NamespaceList");
    String aggregated =
        "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json";
    RawClient.Answer groups = client.getAs("/apis", aggregated);
    assertThat(groups.body().path("kind").asText()).isEqualTo("APIGroupList");
    assertThat(groups.response().headers().firstValue("Content-Type")).contains("application/json");
  }

  @Test
  void aSecondServerOnTheSameDirectoryIsRefused() {
    assertThatThrownBy(() -> ApiServer.builder(directory.resolve("state")).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("already runs");
  }
}
