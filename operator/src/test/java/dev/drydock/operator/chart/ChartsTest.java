// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ChartsTest {
  private static final Path CHARTS = Path.of("..", "helm");
  private static final Path GENERATED =
      Path.of("..", "crds", "src", "main", "resources", "dev", "drydock", "crds");

  private final Helm drydock = new Helm(CHARTS.resolve("drydock"));
  private final Helm crds = new Helm(CHARTS.resolve("drydock-crds"));

  @Test
  void theChartsLintStrictly() {
    assertThat(drydock.lint().strict().call().getMessages()).noneMatch(m -> m.contains("[ERROR]"));
    assertThat(drydock.lint().strict().call().isFailed()).isFalse();
    assertThat(crds.lint().strict().call().isFailed()).isFalse();
  }

  @Test
  void theControllerMayNotReadSecrets() {
    assertThat(template(drydock))
        .extracting(HasMetadata::getKind)
        .containsExactlyInAnyOrder(
            "ServiceAccount",
            "ClusterRole",
            "ClusterRole",
            "ClusterRole",
            "ClusterRole", // view, edit and admin of our kinds
            "ClusterRole",
            "ClusterRole",
            "ClusterRoleBinding",
            "ClusterRoleBinding",
            "Role",
            "RoleBinding",
            "Deployment");
    assertThat(drydock.template().call()).doesNotContain("\"*\"");
    assertThat(drydock.template().set("restore.enabled", "false").call())
        .doesNotContain("secrets", "rolebindings]\n  verbs: [create]", "-restore");
    assertThat(template(drydock))
        .filteredOn(ClusterRole.class::isInstance)
        .filteredOn(role -> !role.getMetadata().getName().endsWith("-restore"))
        .map(ClusterRole.class::cast)
        .flatExtracting(ClusterRole::getRules)
        .allSatisfy(rule -> assertThat(rule.getResources()).doesNotContain("secrets"));
  }

  @Test
  void theMoverOfARestoreMayCreateAndNothingElse() {
    assertThat(role("-restore").getRules())
        .allSatisfy(rule -> assertThat(rule.getVerbs()).containsExactly("create"))
        .allSatisfy(
            rule -> assertThat(rule.getResources()).doesNotContain("roles", "rolebindings"));
    assertThat(role("-own").getRules())
        .filteredOn(rule -> rule.getVerbs().contains("bind"))
        .singleElement()
        .satisfies(
            rule ->
                assertThat(rule.getResourceNames())
                    .containsExactly(role("-restore").getMetadata().getName()));
  }

  private ClusterRole role(String suffix) {
    return template(drydock).stream()
        .filter(ClusterRole.class::isInstance)
        .map(ClusterRole.class::cast)
        .filter(role -> role.getMetadata().getName().endsWith(suffix))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatItLooksAtItMayNotChange() {
    ClusterRole watch = role("-watch");

    assertThat(watch.getRules())
        .allSatisfy(rule -> assertThat(rule.getVerbs()).isSubsetOf("get", "list", "watch"));
  }

  @Test
  void itMayRunCommandsInPodsOnlyWhereThatIsAskedFor() {
    assertThat(drydock.template().call()).doesNotContain("pods/exec");
    assertThat(drydock.template().set("hooks.enabled", "true").call()).contains("pods/exec");
  }

  @Test
  void theCrdChartHoldsTheThreeKindsAndKeepsThem() {
    assertThat(template(crds))
        .allSatisfy(
            crd -> {
              assertThat(crd.getKind()).isEqualTo("CustomResourceDefinition");
              assertThat(crd.getMetadata().getAnnotations())
                  .containsEntry("helm.sh/resource-policy", "keep");
            })
        .extracting(crd -> crd.getMetadata().getName())
        .containsExactlyInAnyOrder(
            "backuppolicies.drydock.dev", "backupruns.drydock.dev", "restorerequests.drydock.dev");
  }

  @Test
  void theCrdChartHoldsTheGeneratedManifests() throws IOException {
    assertThat(files(CHARTS.resolve("drydock-crds").resolve("manifests")))
        .as("copy them: cp %s/*.yaml helm/drydock-crds/manifests/", GENERATED)
        .isEqualTo(files(GENERATED));
  }

  @Test
  void aMistypedValueIsRefused() {
    assertThatThrownBy(() -> drydock.template().set("image.tga", "1").call())
        .hasMessageContaining("tga");
  }

  private static List<HasMetadata> template(Helm chart) {
    return Stream.of(chart.template().call().split("(?m)^---$"))
        .filter(document -> document.contains("kind:"))
        .map(document -> (HasMetadata) Serialization.unmarshal(document))
        .toList();
  }

  private static Map<String, String> files(Path directory) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> paths = Files.list(directory)) {
      for (Path path : paths.filter(p -> p.toString().endsWith(".yaml")).toList()) {
        files.put(path.getFileName().toString(), Files.readString(path));
      }
    }
    return files;
  }
}
