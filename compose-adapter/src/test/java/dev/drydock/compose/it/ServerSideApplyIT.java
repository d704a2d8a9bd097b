// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drydock.api.v1alpha1.BackupPolicy;
import dev.drydock.compose.ClusterOperator;
import dev.drydock.compose.ClusterOptions;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Our kinds as Flux's kustomize-controller handles them: server-side apply under a field manager of
 * its own, a dry run to see whether something has drifted, health by kstatus; while the operator,
 * under its own rights, writes status.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ServerSideApplyIT {
  private static final String FLUX = "kustomize-controller";
  private static final Duration SOON = Duration.ofMinutes(1);

  private final TestCluster cluster = new TestCluster();
  private KubernetesClient admin;
  private KubernetesClient client;
  private ClusterOperator operator;

  @BeforeAll
  void setUp() {
    assumeTrue(
        TestCluster.isThere(),
        TestCluster.VARIABLE + " names no kubeconfig: there is no cluster to apply things to");
    admin = cluster.open();
    client = cluster.install();
    operator =
        ClusterOperator.start(
            client,
            new ClusterOptions(
                cluster.system(), "it", TestCluster.image(), Set.of(cluster.namespace()), null),
            Clock.systemUTC(),
            () -> {});
  }

  @AfterAll
  void tearDown() {
    if (operator != null) {
      operator.close();
    }
    if (client != null) {
      client.close();
    }
    cluster.close();
  }

  @Test
  void aPolicyIsAppliedAgainAndAgainBesideTheOperator() {
    GenericKubernetesResource policy = policy();

    apply(policy, false);
    await("kstatus says Current")
        .atMost(SOON)
        .until(() -> kstatus(live(policy)), "Current"::equals);
    GenericKubernetesResource settled = settled(policy);

    GenericKubernetesResource dry = apply(policy, true);
    assertThat(same(dry, settled)).as("a dry run finds no drift").isTrue();
    apply(policy, false);
    assertThat(live(policy).getMetadata().getResourceVersion())
        .as("what does not change is not written")
        .isEqualTo(settled.getMetadata().getResourceVersion());

    drift();
    GenericKubernetesResource drifted = settled(policy);
    assertThat(same(apply(policy, true), drifted)).as("a dry run finds the drift").isFalse();
    assertThat((Boolean) live(policy).get("spec", "suspend")).as("and corrects nothing").isFalse();
    apply(policy, false);
    assertThat((Boolean) live(policy).get("spec", "suspend")).isTrue();
    assertThat(live(policy).getMetadata().getGeneration())
        .isEqualTo(drifted.getMetadata().getGeneration() + 1);
    assertThat((Object) live(policy).get("status")).isNotNull();

    await("kstatus says Current again")
        .atMost(SOON)
        .until(() -> kstatus(live(policy)), "Current"::equals);
    ofWhom(live(policy));
  }

  @Test
  void runsAndRequestsAreAppliedTwiceWithoutAChangeAndTheirHealthIsSeen() {
    for (GenericKubernetesResource object :
        List.of(
            manifest("BackupRun", "by-hand", "policyRef: {name: nobody}"),
            manifest("RestoreRequest", "back", "source: {policyRef: {name: nobody}}"))) {
      apply(object, false);
      await(object.getKind() + " has failed, as its policy does not exist")
          .atMost(SOON)
          .until(() -> kstatus(live(object)), "Failed"::equals);
      GenericKubernetesResource settled = settled(object);

      assertThat(same(apply(object, true), settled)).isTrue();
      apply(object, false);

      assertThat(live(object).getMetadata().getResourceVersion())
          .isEqualTo(settled.getMetadata().getResourceVersion());
      assertThat(live(object).getMetadata().getGeneration())
          .isEqualTo(settled.getMetadata().getGeneration());
      ofWhom(live(object));
    }
  }

  /** Somebody turns the policy on with kubectl edit. */
  private void drift() {
    admin
        .resources(BackupPolicy.class)
        .inNamespace(cluster.namespace())
        .withName("shop")
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.JSON_MERGE)
                .withFieldManager("kubectl-edit")
                .build(),
            "{\"spec\":{\"suspend\":false}}");
  }

  private GenericKubernetesResource apply(GenericKubernetesResource object, boolean dryRun) {
    PatchContext.Builder context =
        new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager(FLUX)
            .withForce(true);
    if (dryRun) {
      context.withDryRun(List.of("All"));
    }
    return admin.resource(object).inNamespace(cluster.namespace()).patch(context.build());
  }

  private GenericKubernetesResource live(GenericKubernetesResource object) {
    return Objects.requireNonNull(
        admin
            .genericKubernetesResources(object.getApiVersion(), object.getKind())
            .inNamespace(cluster.namespace())
            .withName(object.getMetadata().getName())
            .get());
  }

  /** As it is when the operator has nothing more to write. */
  private GenericKubernetesResource settled(GenericKubernetesResource object) {
    await(object.getKind() + " is left alone")
        .atMost(SOON)
        .during(Duration.ofSeconds(3))
        .pollInterval(Duration.ofMillis(500))
        .until(
            new Callable<>() {
              private String last = live(object).getMetadata().getResourceVersion();

              @Override
              public Boolean call() {
                String now = live(object).getMetadata().getResourceVersion();
                boolean same = now.equals(last);
                last = now;
                return same;
              }
            });
    return live(object);
  }

  /** As Flux compares: all but what the server keeps of writers. */
  private static boolean same(GenericKubernetesResource one, GenericKubernetesResource other) {
    return one.getAdditionalProperties().equals(other.getAdditionalProperties())
        && Objects.equals(one.getMetadata().getLabels(), other.getMetadata().getLabels())
        && Objects.equals(
            one.getMetadata().getResourceVersion(), other.getMetadata().getResourceVersion());
  }

  /** Spec is Flux's, status the operator's. */
  private static void ofWhom(GenericKubernetesResource object) {
    assertThat(object.getMetadata().getManagedFields())
        .filteredOn(entry -> FLUX.equals(entry.getManager()))
        .singleElement()
        .satisfies(entry -> assertThat(fields(entry)).containsKey("f:spec"))
        .satisfies(entry -> assertThat(fields(entry)).doesNotContainKey("f:status"));
    assertThat(object.getMetadata().getManagedFields())
        .filteredOn(entry -> fields(entry).containsKey("f:status"))
        .isNotEmpty()
        .noneMatch(entry -> FLUX.equals(entry.getManager()));
  }

  private static Map<String, Object> fields(ManagedFieldsEntry entry) {
    return entry.getFieldsV1().getAdditionalProperties();
  }

  /**
   * What kstatus makes of an object by its rules for all kinds: not Current before the newest
   * generation was observed; then Reconciling, Stalled and Ready count, in this order.
   */
  private static String kstatus(GenericKubernetesResource object) {
    Map<String, Object> status = object.get("status");
    if (status == null
        || !object
            .getMetadata()
            .getGeneration()
            .equals(((Number) status.getOrDefault("observedGeneration", -1)).longValue())) {
      return "InProgress";
    }
    if (holds(status, "Reconciling", "True")) {
      return "InProgress";
    }
    if (holds(status, "Stalled", "True")) {
      return "Failed";
    }
    return holds(status, "Ready", "True") ? "Current" : "InProgress";
  }

  private static boolean holds(Map<String, Object> status, String type, String value) {
    return ((List<?>) status.getOrDefault("conditions", List.of()))
        .stream()
            .map(condition -> (Map<?, ?>) condition)
            .anyMatch(c -> type.equals(c.get("type")) && value.equals(c.get("status")));
  }

  private GenericKubernetesResource policy() {
    return manifest(
        "BackupPolicy",
        "shop",
        """
        application: {kubernetes: {namespaces: [%s]}}
          suspend: true
          schedule: {full: {cron: "0 2 * * 0"}, incremental: {cron: "0 */6 * * *"}}
          retention: {keepDaily: 7, keepWeekly: 4}
          hooks:
            pre: [{exec: {service: web, command: [sync]}}]
          repository:
            s3: {bucket: backups, credentialsSecretRef: {name: s3}}
            passwordSecretRef: {name: repository}\
        """
            .formatted(cluster.namespace()));
  }

  private GenericKubernetesResource manifest(String kind, String name, String spec) {
    return Serialization.unmarshal(
        """
        apiVersion: drydock.dev/v1alpha1
        kind: %s
        metadata:
          name: %s
          namespace: %s
          labels: {kustomize.toolkit.fluxcd.io/name: apps}
        spec:
          %s
        """
            .formatted(kind, name, cluster.namespace(), spec),
        GenericKubernetesResource.class);
  }
}
