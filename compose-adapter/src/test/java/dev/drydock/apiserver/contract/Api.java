// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Speaks plain HTTP and JSON with a server, so that nothing of it stays hidden. */
final class Api implements AutoCloseable {
  static final String JSON_PATCH = "application/json-patch+json";
  static final String MERGE_PATCH = "application/merge-patch+json";
  static final String STRATEGIC_PATCH = "application/strategic-merge-patch+json";

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final ObjectMapper JSON = new ObjectMapper();

  private final KubernetesClient client;
  private final HttpClient http;
  private final String base;
  final String namespace;

  Api(Config config, String namespace) {
    client = new KubernetesClientBuilder().withConfig(config).build();
    http = client.getHttpClient();
    base = config.getMasterUrl().replaceFirst("/$", "");
    this.namespace = namespace;
  }

  /**
   * What came back.
   *
   * @param code status code
   * @param text body
   * @param headers header fields
   */
  record Answer(int code, String text, Map<String, List<String>> headers) {
    JsonNode body() {
      return parse(text);
    }

    String at(String pointer) {
      return body().at(pointer).asText();
    }

    long number(String pointer) {
      return body().at(pointer).asLong();
    }

    Answer expect(int expected) {
      assertThat(code).as(text).isEqualTo(expected);
      return this;
    }

    /** Expects a failure as a Status with this code, reason and part of a message. */
    Answer fails(int expected, String reason, String message) {
      expect(expected);
      assertThat(at("/kind")).isEqualTo("Status");
      assertThat(at("/status")).isEqualTo("Failure");
      assertThat(number("/code")).isEqualTo(expected);
      assertThat(at("/reason")).isEqualTo(reason);
      assertThat(at("/message")).contains(message);
      return this;
    }

    List<JsonNode> events() {
      return text.lines().filter(line -> !line.isBlank()).map(Api::parse).toList();
    }

    List<String> warnings() {
      return headers.entrySet().stream()
          .filter(entry -> entry.getKey().equalsIgnoreCase("Warning"))
          .flatMap(entry -> entry.getValue().stream())
          .toList();
    }
  }

  static ObjectNode yaml(String yaml) {
    try {
      return (ObjectNode) YAML.readTree(yaml);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(yaml, e);
    }
  }

  static ObjectNode policy(String name) {
    return yaml(
        """
        apiVersion: drydock.dev/v1alpha1
        kind: BackupPolicy
        metadata: {name: %s}
        spec:
          application: {compose: {project: shop}}
          repository:
            filesystem: {path: /var/backups/shop}
            passwordSecretRef: {name: repository}
        """
            .formatted(name));
  }

  static ObjectNode labelled(String name, String key, String value) {
    var policy = policy(name);
    policy.withObject("/metadata/labels").put(key, value);
    return policy;
  }

  String policies() {
    return "/apis/drydock.dev/v1alpha1/namespaces/" + namespace + "/backuppolicies";
  }

  String policyPath(String name) {
    return policies() + "/" + name;
  }

  String core(String plural) {
    return "/api/v1/namespaces/" + namespace + "/" + plural;
  }

  Answer get(String path) {
    return get(path, "application/json");
  }

  Answer get(String path, String accept) {
    return await(send("GET", path, "", "", accept));
  }

  CompletableFuture<Answer> getLater(String path) {
    return send("GET", path, "", "", "application/json");
  }

  Answer post(String path, JsonNode body) {
    return postText(path, body.toString());
  }

  Answer postText(String path, String body) {
    return await(send("POST", path, "application/json", body, "application/json"));
  }

  Answer put(String path, JsonNode body) {
    return await(send("PUT", path, "application/json", body.toString(), "application/json"));
  }

  Answer patch(String path, String type, String yaml) {
    try {
      var body = YAML.readTree(yaml).toString();
      return await(send("PATCH", path, type, body, "application/json"));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(yaml, e);
    }
  }

  Answer delete(String path) {
    return delete(path, "{apiVersion: v1, kind: DeleteOptions}");
  }

  Answer delete(String path, String options) {
    return await(
        send("DELETE", path, "application/json", yaml(options).toString(), "application/json"));
  }

  /** Creates a policy and returns it as the server keeps it. */
  ObjectNode created(ObjectNode policy) {
    return (ObjectNode) post(policies(), policy).expect(201).body();
  }

  List<String> names(String path) {
    var names = new ArrayList<String>();
    get(path)
        .expect(200)
        .body()
        .path("items")
        .forEach(i -> names.add(i.at("/metadata/name").asText()));
    return names;
  }

  static Answer await(CompletableFuture<Answer> answer) {
    return answer.orTimeout(30, TimeUnit.SECONDS).join();
  }

  private CompletableFuture<Answer> send(
      String method, String path, String type, String body, String accept) {
    var request =
        http.newHttpRequestBuilder().uri(URI.create(base + path)).header("Accept", accept);
    if (!type.isEmpty()) {
      request.method(method, type, body);
    }
    return http.sendAsync(request.build(), String.class)
        .thenApply(
            response ->
                new Answer(
                    response.code(),
                    response.body() == null ? "" : response.body(),
                    response.headers()));
  }

  private static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError("not JSON: " + text, e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
