// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drydock.api.v1alpha1.RestoreRequest;
import dev.drydock.operator.status.Conditions;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** {@link RecoveryScenarios} of a namespace on a real cluster, and what only a cluster has. */
final class KubernetesRecoveryIT extends RecoveryScenarios {
  private ClusterSite cluster;

  @Override
  Site site(Path directory) throws Exception {
    cluster = ClusterSite.open(directory);
    cluster.apply(cronJob());
    return cluster;
  }

  /** After the recovery from the bucket. */
  @Test
  @Order(7)
  void theObjectsOfTheApplicationAreBackButRights() {
    KubernetesClient api = site.api();
    Secret secret = api.secrets().inNamespace(site.namespace()).withName("db").get();
    assertThat(new String(Base64.getDecoder().decode(secret.getData().get("password")), UTF_8))
        .isEqualTo("it's secret");
    assertThat(api.services().inNamespace(site.namespace()).list().getItems())
        .extracting(service -> service.getMetadata().getName())
        .containsExactly("db");
    assertThat(nightly(site.namespace()).<Boolean>get("spec", "suspend")).isFalse();
    assertThat(api.rbac().roles().inNamespace(site.namespace()).list().getItems()).isEmpty();
    RestoreRequest back =
        api.resources(RestoreRequest.class)
            .inNamespace(site.namespace())
            .withName("from-the-bucket")
            .get();
    assertThat(Conditions.find(back.getStatus().conditions(), "Degraded").orElseThrow().message())
        .contains("Role web: whoever gives rights has to have them");
    await("rights go with the mover")
        .atMost(Duration.ofSeconds(90))
        .until(
            () ->
                api.rbac()
                    .roleBindings()
                    .inNamespace(site.namespace())
                    .list()
                    .getItems()
                    .isEmpty());
  }

  @Test
  @Order(8)
  void aCopyGoesIntoAnotherNamespace() throws Exception {
    assumeTrue(
        Boolean.getBoolean("drydock.long"),
        "drydock.long is not set: a second restore takes minutes");
    String original = site.namespace();
    try (ClusterSite copy = cluster.copy()) {
      Requests there = new Requests(copy);

      RestoreRequest copied =
          there.restore(
              "copy",
              """
              source: {application: %s, repository: %s}
              target: {application: {kubernetes: {namespaceMapping: {%s: %s}}}}
              %s
              """
                  .formatted(original, there.repository(), original, copy.namespace(), CHECKS));

      assertIsRestored(copied);
      assertThat(Goods.of(copy)).isEqualTo(whole);
      assertThat(nightly(copy.namespace()).<Boolean>get("spec", "suspend")).isTrue();
      assertThat(Goods.of(site)).as("the original").isEqualTo(whole);
    }
  }

  private GenericKubernetesResource nightly(String namespace) {
    return site.api()
        .genericKubernetesResources(version(), "CronJob")
        .inNamespace(namespace)
        .withName("nightly")
        .get();
  }

  private String version() {
    return cluster.api().supports("batch/v1", "CronJob") ? "batch/v1" : "batch/v1beta1";
  }

  private String cronJob() {
    return """
    apiVersion: %s
    kind: CronJob
    metadata: {name: nightly}
    spec:
      schedule: "0 3 * * *"
      jobTemplate:
        spec:
          template:
            spec:
              restartPolicy: Never
              containers:
              - {name: nightly, image: "debian:trixie-slim", command: ["true"]}
    """
        .formatted(version());
  }
}
