// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the chart gives for drills, and what it does not. */
class DrillChartTest {
  private final Helm chart = new Helm(Path.of("..", "helm", "drydock"));

  private List<HasMetadata> template(String... values) {
    var command = chart.template().withName("x");
    for (int i = 0; i < values.length; i += 2) {
      command.set(values[i], values[i + 1]);
    }
    return Stream.of(command.call().split("(?m)^---$"))
        .filter(document -> document.contains("kind:"))
        .map(document -> (HasMetadata) Serialization.unmarshal(document))
        .toList();
  }

  private static List<PolicyRule> rules(List<HasMetadata> objects, String role) {
    return objects.stream()
        .filter(ClusterRole.class::isInstance)
        .map(ClusterRole.class::cast)
        .filter(object -> object.getMetadata().getName().equals(role))
        .flatMap(object -> object.getRules().stream())
        .toList();
  }

  private static List<EnvVar> environment(List<HasMetadata> objects) {
    return objects.stream()
        .filter(Deployment.class::isInstance)
        .map(Deployment.class::cast)
        .findFirst()
        .orElseThrow()
        .getSpec()
        .getTemplate()
        .getSpec()
        .getContainers()
        .getFirst()
        .getEnv();
  }

  @Test
  void namespacesAreNobodysBusinessUnlessDrillsAreAllowed() {
    assertThat(chart.template().call()).doesNotContain("[namespaces]", "SANDBOX", "-sandbox");
    assertThat(chart.template().set("drill.enabled", "true").set("restore.enabled", "false").call())
        .as("nothing could be made in a sandbox")
        .doesNotContain("[namespaces]", "SANDBOX", "-sandbox");
  }

  @Test
  void aNamespaceCanBeRemovedOnlyWhereTheRoleOfSandboxesIsBound() {
    List<HasMetadata> objects = template("drill.enabled", "true");

    assertThat(rules(objects, "x-drydock-own"))
        .filteredOn(rule -> rule.getResources().contains("namespaces"))
        .singleElement()
        .satisfies(rule -> assertThat(rule.getVerbs()).containsExactly("get", "list", "create"));
    assertThat(rules(objects, "x-drydock-own"))
        .noneMatch(rule -> rule.getResources().contains("pods/exec"));
    assertThat(rules(objects, "x-drydock-own"))
        .filteredOn(rule -> rule.getVerbs().contains("bind"))
        .flatExtracting(PolicyRule::getResourceNames)
        .containsExactly("x-drydock-restore", "x-drydock-sandbox");
    assertThat(rules(objects, "x-drydock-sandbox"))
        .anyMatch(
            rule ->
                rule.getResources().contains("namespaces") && rule.getVerbs().contains("delete"))
        .noneMatch(rule -> rule.getResources().contains("secrets"));
    assertThat(objects)
        .filteredOn(ClusterRoleBinding.class::isInstance)
        .extracting(binding -> ((ClusterRoleBinding) binding).getRoleRef().getName())
        .containsExactlyInAnyOrder("x-drydock-watch", "x-drydock-own");
  }

  @Test
  void theOperatorIsToldItsRoleItselfAndTheQuota() {
    assertThat(
            environment(
                template(
                    "drill.enabled",
                    "true",
                    "drill.quota.pods",
                    "50",
                    "drill.quota.requests\\.storage",
                    "100Gi")))
        .anySatisfy(
            variable -> {
              assertThat(variable.getName()).isEqualTo("DRYDOCK_SANDBOX_ROLE");
              assertThat(variable.getValue()).isEqualTo("x-drydock-sandbox");
            })
        .anySatisfy(
            variable -> {
              assertThat(variable.getName()).isEqualTo("DRYDOCK_SANDBOX_QUOTA");
              assertThat(variable.getValue()).isEqualTo("pods=50,requests.storage=100Gi");
            })
        .anySatisfy(
            variable -> {
              assertThat(variable.getName()).isEqualTo("POD_SERVICE_ACCOUNT");
              assertThat(variable.getValueFrom().getFieldRef().getFieldPath())
                  .isEqualTo("spec.serviceAccountName");
            });
  }

  @Test
  void aMistypedValueIsRefused() {
    assertThatThrownBy(() -> template("drill.enable", "true")).hasMessageContaining("enable");
  }
}
