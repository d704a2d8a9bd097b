// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import dev.drydock.kubernetes.job.MoverResources;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChartOptionsTest {
  private static final Set<String> OUR_KINDS =
      Set.of("backuppolicies", "backupruns", "restorerequests");

  @ParameterizedTest
  @ValueSource(strings = {"all-on.yaml", "minimal.yaml", "two-replicas.yaml"})
  void thePodIsAllowedByTheRestrictedStandardWhateverIsSet(String values) {
    PodSpec pod = pod(RenderedChart.of(values));
    Container operator = pod.getContainers().getFirst();

    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
    assertThat(operator.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
    assertThat(operator.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
    assertThat(operator.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
    assertThat(operator.getSecurityContext().getCapabilities().getAdd()).isEmpty();
    assertThat(pod.getVolumes()).allMatch(volume -> volume.getEmptyDir() != null);
  }

  @ParameterizedTest
  @ValueSource(strings = {"all-on.yaml", "minimal.yaml", "two-replicas.yaml"})
  void everyObjectHasANameAndItsRelease(String values) {
    assertThat(RenderedChart.of(values).objects())
        .allSatisfy(
            object -> {
              assertThat(object.getMetadata().getName()).isNotBlank();
              assertThat(object.getMetadata().getLabels())
                  .containsEntry("app.kubernetes.io/instance", "test")
                  .containsEntry("app.kubernetes.io/name", "drydock");
            })
        .extracting(object -> object.getKind() + "/" + object.getMetadata().getName())
        .doesNotHaveDuplicates();
  }

  @Test
  void allOnMakesAllThatThereIs() {
    RenderedChart chart = RenderedChart.of("all-on.yaml");

    assertThat(chart.kinds())
        .containsExactly(
            "ClusterRole",
            "ClusterRoleBinding",
            "ConfigMap",
            "Deployment",
            "NetworkPolicy",
            "PodDisruptionBudget",
            "PrometheusRule",
            "Role",
            "RoleBinding",
            "Service",
            "ServiceAccount",
            "ServiceMonitor");
    PodSpec pod = pod(chart);
    Container operator = pod.getContainers().getFirst();
    assertThat(operator.getImage())
        .isEqualTo(
            "registry.example/drydock@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
    assertThat(environment(operator)).containsEntry("DRYDOCK_IMAGE", operator.getImage());
    assertThat(environment(operator)).containsKey("HTTPS_PROXY");
    assertThat(operator.getArgs())
        .containsExactly("operator", "--metrics", "0.0.0.0:8080", "--namespaces", "shop,blog");
    assertThat(operator.getResources().getLimits()).containsEntry("cpu", new Quantity("2"));
    assertThat(pod.getServiceAccountName()).isEqualTo("keeper-account");
    assertThat(pod.getPriorityClassName()).isEqualTo("system-cluster-critical");
    assertThat(pod.getNodeSelector()).containsEntry("kubernetes.io/os", "linux");
    assertThat(pod.getTolerations()).hasSize(1);
    assertThat(pod.getAffinity().getNodeAffinity()).isNotNull();
    assertThat(pod.getImagePullSecrets()).extracting(s -> s.getName()).containsExactly("registry");
    assertThat(pod.getTopologySpreadConstraints())
        .singleElement()
        .satisfies(spread -> assertThat(spread.getTopologyKey()).isEqualTo("zone"));
    assertThat(chart.only(Deployment.class).getSpec().getTemplate().getMetadata().getLabels())
        .as("labels of one's own do not take the pod away from the Deployment")
        .containsEntry("team", "storage")
        .containsAllEntriesOf(
            chart.only(Deployment.class).getSpec().getSelector().getMatchLabels());
  }

  @Test
  void minimalMakesNoMoreThanItTakes() {
    RenderedChart chart = RenderedChart.of("minimal.yaml");

    assertThat(chart.kinds())
        .containsExactly(
            "ClusterRole",
            "ClusterRoleBinding",
            "Deployment",
            "Role",
            "RoleBinding",
            "ServiceAccount");
    assertThat(chart.objects()).filteredOn(ClusterRole.class::isInstance).hasSize(2);
    assertThat(pod(chart).getSecurityContext().getRunAsUser()).isNull();
  }

  @Test
  void twoReplicasAreSpreadAndNotEvictedTogether() {
    RenderedChart chart = RenderedChart.of("two-replicas.yaml");

    assertThat(pod(chart).getTopologySpreadConstraints())
        .singleElement()
        .satisfies(
            spread -> assertThat(spread.getTopologyKey()).isEqualTo("kubernetes.io/hostname"));
    PodDisruptionBudget budget = chart.only(PodDisruptionBudget.class);
    assertThat(budget.getSpec().getMaxUnavailable()).isEqualTo(new IntOrString(1));
    assertThat(budget.getSpec().getSelector().getMatchLabels())
        .isEqualTo(chart.only(Deployment.class).getSpec().getSelector().getMatchLabels());
    assertThat(RenderedChart.standard().kinds())
        .as("one that may not be evicted would block every drain")
        .doesNotContain("PodDisruptionBudget");
  }

  @Test
  void whoMayViewEditOrAdministerANamespaceMayDoSoWithOurKinds() {
    Map<String, Set<String>> verbs = new TreeMap<>();
    for (HasMetadata object : RenderedChart.standard().objects()) {
      if (object instanceof ClusterRole role) {
        for (String to : List.of("view", "edit", "admin")) {
          if ("true"
              .equals(
                  role.getMetadata()
                      .getLabels()
                      .get("rbac.authorization.k8s.io/aggregate-to-" + to))) {
            role.getRules()
                .forEach(
                    rule -> {
                      assertThat(rule.getApiGroups()).containsExactly("drydock.dev");
                      if (OUR_KINDS.containsAll(rule.getResources())) {
                        assertThat(rule.getResources()).hasSize(3);
                        verbs
                            .computeIfAbsent(to, t -> new java.util.TreeSet<>())
                            .addAll(rule.getVerbs());
                      } else {
                        assertThat(rule.getVerbs()).as("of status").containsExactly("get");
                      }
                    });
          }
        }
      }
    }

    assertThat(verbs)
        .containsEntry("view", Set.of("get", "list", "watch"))
        .containsEntry(
            "edit", Set.of("get", "list", "watch", "create", "update", "patch", "delete"))
        .containsEntry(
            "admin",
            Set.of(
                "get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"));
  }

  @Test
  void metricsKeepTheNamespaceOfThePolicy() {
    RenderedChart chart = RenderedChart.of("all-on.yaml");
    Service service = chart.only(Service.class);
    var monitor = chart.generic("ServiceMonitor");
    Map<String, String> selected = monitor.get("spec", "selector", "matchLabels");

    assertThat(service.getMetadata().getLabels())
        .containsAllEntriesOf(selected)
        .as("the alerts go by the job")
        .containsEntry(monitor.get("spec", "jobLabel"), "drydock");
    assertThat((Boolean) monitor.get("spec", "endpoints", 0, "honorLabels")).isTrue();
    assertThat((String) monitor.get("spec", "endpoints", 0, "port"))
        .isEqualTo(service.getSpec().getPorts().getFirst().getName());
    assertThat(service.getSpec().getPorts().getFirst().getPort()).isEqualTo(8080);
    assertThat(monitor.getMetadata().getLabels()).containsEntry("release", "prometheus");
    assertThat(RenderedChart.standard().kinds())
        .as("kinds that not every cluster has, only when asked for")
        .doesNotContain("ServiceMonitor", "PrometheusRule", "Service");
  }

  @Test
  void theNetworkPolicyLetsInMetricsAndOutTheApiServerAndNames() {
    NetworkPolicy policy = RenderedChart.of("all-on.yaml").only(NetworkPolicy.class);

    assertThat(policy.getSpec().getPolicyTypes()).containsExactly("Ingress", "Egress");
    assertThat(policy.getSpec().getIngress())
        .singleElement()
        .satisfies(
            rule -> {
              assertThat(rule.getPorts())
                  .extracting(p -> p.getPort().getStrVal())
                  .containsExactly("metrics");
              assertThat(rule.getFrom()).hasSize(1);
            });
    assertThat(policy.getSpec().getEgress())
        .extracting(rule -> rule.getPorts().stream().map(p -> p.getPort().getIntVal()).toList())
        .containsExactly(List.of(53, 53), List.of(6443), List.of(3128));
    assertThat(policy.getSpec().getEgress().get(1).getTo())
        .extracting(peer -> peer.getIpBlock().getCidr())
        .containsExactly("10.96.0.1/32", "192.0.2.10/32");
  }

  @Test
  void theDashboardIsWhatTheSidecarLooksFor() {
    ConfigMap map = RenderedChart.of("all-on.yaml").only(ConfigMap.class);

    assertThat(map.getMetadata().getLabels()).containsEntry("grafana_dashboard", "yes");
    assertThat(map.getMetadata().getAnnotations()).containsEntry("grafana_folder", "Backups");
    assertThat(map.getData().get("drydock.json")).startsWith("{").contains("\"uid\": \"drydock\"");
  }

  @Test
  void alertsCanBeLeftOutAndLeadToTheRunbook() {
    var rules = RenderedChart.of("all-on.yaml").generic("PrometheusRule").getAdditionalProperties();

    assertThat(rules.toString())
        .contains("DrydockBackupFailing", "https://example.com/drydock/docs/reference/failures.md")
        .doesNotContain("DrydockBackupDegraded");
  }

  @Test
  void moversGetWhatIsAskedForThem() {
    assertThat(resources(RenderedChart.standard()))
        .as("the values say what the operator would take by itself")
        .isEqualTo(MoverResources.USUAL);
    MoverResources asked = resources(RenderedChart.of("all-on.yaml"));
    assertThat(asked.mover().getLimits()).containsOnly(Map.entry("memory", new Quantity("8Gi")));
    assertThat(asked.mover().getRequests()).containsKey("ephemeral-storage");
    assertThat(asked.dump().getLimits()).containsOnly(Map.entry("memory", new Quantity("3Gi")));
    assertThat(asked.load()).isEqualTo(MoverResources.USUAL.load());
  }

  @Test
  void anOldClusterGetsTheKindsThatItHas() {
    assertThat(
            new Helm(RenderedChart.DRYDOCK)
                .template()
                .withKubeVersion("1.20.2")
                .withValuesFile(RenderedChart.resource("all-on.yaml"))
                .call())
        .contains("apiVersion: policy/v1beta1");
  }

  private static MoverResources resources(RenderedChart chart) {
    return MoverResources.parse(
        environment(pod(chart).getContainers().getFirst()).get("DRYDOCK_MOVER_RESOURCES"));
  }

  private static Map<String, String> environment(Container container) {
    Map<String, String> environment = new TreeMap<>();
    for (EnvVar variable : container.getEnv()) {
      environment.put(variable.getName(), variable.getValue() == null ? "" : variable.getValue());
    }
    return environment;
  }

  private static PodSpec pod(RenderedChart chart) {
    return chart.only(Deployment.class).getSpec().getTemplate().getSpec();
  }
}
