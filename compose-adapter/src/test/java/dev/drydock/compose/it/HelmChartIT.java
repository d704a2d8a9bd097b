// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.Release;
import dev.drydock.api.v1alpha1.BackupPolicy;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The chart of the operator on a real cluster, as people install, upgrade and uninstall it; but
 * that it looks after one namespace only, since other tests use the cluster at the same time.
 */
final class HelmChartIT {
  private static final Duration SOON = Duration.ofMinutes(2);
  private static final int PATIENCE_SECONDS = 150;
  private static final Path CHART = Path.of("..", "helm", "drydock");

  @TempDir Path directory;
  private final TestCluster cluster = new TestCluster();
  private KubernetesClient admin;
  private boolean installed;

  @BeforeEach
  void setUp() {
    assumeTrue(
        TestCluster.isThere(),
        TestCluster.VARIABLE + " names no kubeconfig: there is no cluster to install charts on");
    admin = cluster.open();
  }

  @AfterEach
  void tearDown() {
    if (installed) {
      uninstall();
    }
    cluster.close();
  }

  @Test
  void theOperatorIsInstalledUpgradedAndUninstalledAndPoliciesStay() throws IOException {
    Release release =
        new Helm(CHART)
            .install()
            .withName(name())
            .withNamespace(cluster.system())
            .withKubeConfig(kubeconfig())
            .withValuesFile(values("replicas: 1"))
            .waitReady()
            .withTimeout(PATIENCE_SECONDS)
            .call();
    installed = true;

    assertThat(release.getStatus()).isEqualTo("deployed");
    assertThat(release.getOutput())
        .contains(
            "kubectl -n %s rollout status deployment/%s".formatted(cluster.system(), name()),
            "create secret generic repository",
            "kubectl -n NAMESPACE apply -f policy.yaml");
    assertThat(deployment().getStatus().getReadyReplicas()).isEqualTo(1);
    followsPolicies("before");

    upgrade();

    assertThat(deployment().getStatus().getReadyReplicas()).isEqualTo(2);
    assertThat(deployment().getMetadata().getGeneration()).isEqualTo(2);
    assertThat(
            admin
                .genericKubernetesResources(budgets(), "PodDisruptionBudget")
                .inNamespace(cluster.system())
                .withName(name())
                .get())
        .isNotNull();
    assertThat(
            admin.network().v1().networkPolicies().inNamespace(cluster.system()).list().getItems())
        .hasSize(1);
    assertThat(admin.services().inNamespace(cluster.system()).withName(name() + "-metrics").get())
        .isNotNull();
    followsPolicies("after");
    whoMayEditTheNamespaceMayMakePoliciesThere();

    uninstall();
    installed = false;

    assertThat(deployment()).isNull();
    assertThat(admin.rbac().clusterRoles().list().getItems())
        .extracting(role -> role.getMetadata().getName())
        .noneMatch(role -> role.startsWith(name()));
    assertThat(
            admin.resources(BackupPolicy.class).inNamespace(cluster.namespace()).list().getItems())
        .extracting(policy -> policy.getMetadata().getName())
        .containsExactlyInAnyOrder("before", "after");
  }

  private void upgrade() throws IOException {
    Release release =
        new Helm(CHART)
            .upgrade()
            .withName(name())
            .withNamespace(cluster.system())
            .withKubeConfig(kubeconfig())
            .withValuesFile(
                values(
                    """
                    replicas: 2
                    networkPolicy: {enabled: true}
                    metrics: {service: {enabled: true}}
                    dashboard: {enabled: true}
                    podAnnotations: {example.com/note: changed}
                    mover: {resources: {limits: {memory: 3Gi}}}
                    """))
            .waitReady()
            .withTimeout(PATIENCE_SECONDS)
            .call();

    assertThat(release.getStatus()).isEqualTo("deployed");
    assertThat(release.getRevision()).isEqualTo("2");
  }

  /** It has the rights that it needs to see one, and to write its status. */
  private void followsPolicies(String policy) {
    cluster.apply(
        """
        apiVersion: drydock.dev/v1alpha1
        kind: BackupPolicy
        metadata: {name: %s}
        spec:
          application: {kubernetes: {namespaces: [%s]}}
          suspend: true
          repository:
            s3: {bucket: backups, credentialsSecretRef: {name: s3}}
            passwordSecretRef: {name: repository}
        """
            .formatted(policy, cluster.namespace()));
    await(policy + " is followed")
        .atMost(SOON)
        .until(
            () -> {
              var status =
                  admin
                      .resources(BackupPolicy.class)
                      .inNamespace(cluster.namespace())
                      .withName(policy)
                      .get()
                      .getStatus();
              return status != null && status.observedGeneration() != null;
            });
  }

  private void whoMayEditTheNamespaceMayMakePoliciesThere() {
    for (String role : List.of("view", "edit")) {
      cluster.apply(
          """
          apiVersion: rbac.authorization.k8s.io/v1
          kind: RoleBinding
          metadata: {name: %1$s}
          roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: %1$s}
          subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: %1$s}]
          """
              .formatted(role));
    }
    await("the aggregated roles have ours").atMost(SOON).until(() -> may("edit", "create"));
    assertThat(may("view", "list")).isTrue();
    assertThat(may("view", "create")).isFalse();
    assertThat(may("edit", "deletecollection")).isFalse();
  }

  private boolean may(String user, String verb) {
    return admin
        .authorization()
        .v1()
        .subjectAccessReview()
        .create(
            new SubjectAccessReviewBuilder()
                .withNewSpec()
                .withUser(user)
                .withNewResourceAttributes()
                .withGroup("drydock.dev")
                .withResource("backuppolicies")
                .withNamespace(cluster.namespace())
                .withVerb(verb)
                .endResourceAttributes()
                .endSpec()
                .build())
        .getStatus()
        .getAllowed();
  }

  /** Kubernetes has them as v1 from 1.21 on. */
  private String budgets() {
    APIResourceList resources = admin.getApiResources("policy/v1");
    return resources == null ? "policy/v1beta1" : "policy/v1";
  }

  private Deployment deployment() {
    return admin.apps().deployments().inNamespace(cluster.system()).withName(name()).get();
  }

  private void uninstall() {
    Helm.uninstall(name()).withNamespace(cluster.system()).withKubeConfig(kubeconfig()).call();
    await("the Deployment is gone").atMost(SOON).until(() -> deployment() == null);
  }

  private String name() {
    return cluster.namespace();
  }

  private static Path kubeconfig() {
    return Path.of(System.getenv(TestCluster.VARIABLE));
  }

  private Path values(String more) throws IOException {
    String image = TestCluster.image();
    int colon = image.lastIndexOf(':');
    return Files.writeString(
        directory.resolve("values.yaml"),
        """
        image: {repository: "%s", tag: "%s"}
        namespaces: ["%s"]
        %s
        """
            .formatted(
                image.substring(0, colon), image.substring(colon + 1), cluster.namespace(), more));
  }
}
