// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server as the client library of our operator sees it. */
class ApiServerIT {
  private static final ResourceDefinitionContext POLICIES =
      new ResourceDefinitionContext.Builder()
          .withGroup("drydock.dev")
          .withVersion("v1alpha1")
          .withKind("BackupPolicy")
          .withPlural("backuppolicies")
          .withNamespaced(true)
          .build();

  @TempDir Path directory;
  private ApiServer server;
  private KubernetesClient client;

  @BeforeEach
  void start() {
    server =
        TestServers.withOurKinds(ApiServer.builder(directory.resolve("state"))).build().start();
    Config config = Config.fromKubeconfig(server.adminKubeconfig());
    config.setOnlyHttpWatches(true);
    client = new KubernetesClientBuilder().withConfig(config).build();
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void anInformerSeesWhatIsCreatedChangedAndDeleted() {
    List<String> seen = new CopyOnWriteArrayList<>();
    client
        .secrets()
        .inNamespace("default")
        .inform(
            new ResourceEventHandler<Secret>() {
              @Override
              public void onAdd(Secret secret) {
                seen.add("add " + secret.getMetadata().getName());
              }

              @Override
              public void onUpdate(Secret before, Secret after) {
                seen.add("update " + after.getData().get("key"));
              }

              @Override
              public void onDelete(Secret secret, boolean unknown) {
                seen.add("delete " + secret.getMetadata().getName());
              }
            });
    client.resource(secret("one", "a")).create();
    client
        .secrets()
        .inNamespace("default")
        .withName("one")
        .edit(secret -> new SecretBuilder(secret).addToStringData("key", "b").build());
    client.secrets().inNamespace("default").withName("one").delete();
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () -> assertThat(seen).containsExactly("add one", "update Yg==", "delete one"));
  }

  @Test
  void secretsAreReadInProcess() {
    client.resource(secret("one", "a")).create();
    assertThat(server.readSecret("default", "one"))
        .hasValueSatisfying(
            data -> assertThat(new String(data.get("key"), StandardCharsets.UTF_8)).isEqualTo("a"));
    assertThat(server.readSecret("default", "other")).isEmpty();
  }

  @Test
  void generationCountsSpecAndStatusIsWrittenApart() {
    var policies = client.genericKubernetesResources(POLICIES).inNamespace("default");
    GenericKubernetesResource created = policies.resource(policy("shop")).create();
    assertThat(created.getMetadata().getGeneration()).isEqualTo(1);

    created.setAdditionalProperty("status", Map.of("observedGeneration", 1));
    GenericKubernetesResource reported = policies.resource(created).updateStatus();
    assertThat(reported.<Integer>get("status", "observedGeneration")).isEqualTo(1);
    assertThat(reported.getMetadata().getGeneration()).isEqualTo(1);

    GenericKubernetesResource suspended =
        policies
            .withName("shop")
            .edit(
                policy -> {
                  ((Map<String, Object>) policy.getAdditionalProperties().get("spec"))
                      .put("suspend", true);
                  return policy;
                });
    assertThat(suspended.getMetadata().getGeneration()).isEqualTo(2);
    assertThat(suspended.<Integer>get("status", "observedGeneration")).isEqualTo(1);
  }

  @Test
  void anUpdateOfAnOldStateIsAConflict() {
    var policies = client.genericKubernetesResources(POLICIES).inNamespace("default");
    GenericKubernetesResource first = policies.resource(policy("shop")).create();
    first.getMetadata().setLabels(Map.of("a", "b"));
    policies.resource(first).update();
    assertThatThrownBy(() -> policies.resource(first).update())
        .isInstanceOfSatisfying(
            KubernetesClientException.class,
            e -> {
              assertThat(e.getCode()).isEqualTo(409);
              assertThat(e.getStatus().getReason()).isEqualTo("Conflict");
            });
  }

  @Test
  void finalizersHoldAnObjectUntilTheyAreGone() {
    var policies = client.genericKubernetesResources(POLICIES).inNamespace("default");
    GenericKubernetesResource policy = policy("shop");
    policy.getMetadata().setFinalizers(List.of("drydock.dev/test"));
    policies.resource(policy).create();
    policies.withName("shop").delete();
    GenericKubernetesResource terminating = policies.withName("shop").get();
    assertThat(terminating.getMetadata().getDeletionTimestamp()).isNotNull();
    terminating.getMetadata().setFinalizers(List.of());
    policies.resource(terminating).update();
    assertThat(policies.withName("shop").get()).isNull();
  }

  @Test
  void dependentsGoWithTheirOwner() {
    var policies = client.genericKubernetesResources(POLICIES).inNamespace("default");
    GenericKubernetesResource owner = policies.resource(policy("shop")).create();
    Secret dependent = secret("dependent", "a");
    dependent
        .getMetadata()
        .setOwnerReferences(
            List.of(
                new OwnerReferenceBuilder()
                    .withApiVersion("drydock.dev/v1alpha1")
                    .withKind("BackupPolicy")
                    .withName("shop")
                    .withUid(owner.getMetadata().getUid())
                    .build()));
    client.resource(dependent).create();
    client.resource(secret("other", "a")).create();
    policies.withName("shop").delete();
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> client.secrets().inNamespace("default").withName("dependent").get() == null);
    assertThat(client.secrets().inNamespace("default").withName("other").get()).isNotNull();
  }

  @Test
  void aNamespaceTakesItsObjectsWithIt() {
    client
        .resource(new NamespaceBuilder().withNewMetadata().withName("shop").endMetadata().build())
        .create();
    Secret inside = secret("inside", "a");
    inside.getMetadata().setNamespace("shop");
    client.resource(inside).create();
    client.namespaces().withName("shop").delete();
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> client.namespaces().withName("shop").get() == null);
    assertThat(client.secrets().inNamespace("shop").list().getItems()).isEmpty();
  }

  @Test
  void aStateDirectoryServesAgainAfterRestart() {
    client.resource(secret("one", "a")).create();
    String before = server.adminKubeconfig(client.getMasterUrl().toString());
    server.close();
    server =
        TestServers.withOurKinds(ApiServer.builder(directory.resolve("state"))).build().start();
    assertThat(server.adminKubeconfig(client.getMasterUrl().toString())).isEqualTo(before);
    assertThat(server.readSecret("default", "one")).isPresent();
  }

  private static Secret secret(String name, String value) {
    return new SecretBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("default")
        .endMetadata()
        .addToStringData("key", value)
        .build();
  }

  private static GenericKubernetesResource policy(String name) {
    GenericKubernetesResource policy = new GenericKubernetesResource();
    policy.setApiVersion("drydock.dev/v1alpha1");
    policy.setKind("BackupPolicy");
    policy.setMetadata(new ObjectMetaBuilder().withName(name).withNamespace("default").build());
    policy.setAdditionalProperty(
        "spec",
        new HashMap<>(
            Map.of(
                "application", Map.of("compose", Map.of("project", "shop")),
                "repository",
                    Map.of(
                        "filesystem", Map.of("path", "/var/backups/shop"),
                        "passwordSecretRef", Map.of("name", "repository")))));
    return policy;
  }
}
