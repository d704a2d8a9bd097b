// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.marcnuri.helm.Helm;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The chart of the definitions on a real cluster. Since those of the cluster are everybody's, and a
 * release that owns them could take them away, it is a copy of the chart whose definitions are
 * renamed: templates and schemas are the real ones, group and kinds are this test's own.
 */
final class HelmCrdChartIT {
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final Path CHART = Path.of("..", "helm", "drydock-crds");

  @TempDir Path directory;
  private final String release = "it-" + UUID.randomUUID().toString().substring(0, 8);
  private final String group = release + ".drydock.test";
  private KubernetesClient admin;
  private boolean installed;

  @BeforeEach
  void setUp() throws IOException {
    assumeTrue(
        TestCluster.isThere(),
        TestCluster.VARIABLE + " names no kubeconfig: there is no cluster to install charts on");
    admin = TestCluster.client();
    admin
        .resource(new NamespaceBuilder().withNewMetadata().withName(release).endMetadata().build())
        .create();
    copyRenamed();
  }

  @AfterEach
  void tearDown() {
    if (admin == null) {
      return;
    }
    if (installed) {
      uninstall();
    }
    definitions()
        .forEach(
            crd ->
                admin
                    .apiextensions()
                    .v1()
                    .customResourceDefinitions()
                    .withName(crd.getMetadata().getName())
                    .delete());
    admin.namespaces().withName(release).delete();
    admin.close();
  }

  @Test
  void definitionsAreUpgradedAndOutliveTheReleaseWithTheirObjects() throws IOException {
    new Helm(directory)
        .install()
        .withName(release)
        .withNamespace(release)
        .withKubeConfig(kubeconfig())
        .disableOpenApiValidation() // of the cluster, which may be older than some of our fields
        .call();
    installed = true;
    await("they are served").atMost(SOON).until(this::areEstablished);
    assertThat(definitions()).hasSize(3);
    GenericKubernetesResource run = create("before");

    define(
        schema ->
            schema
                .getProperties()
                .put("added", new JSONSchemaPropsBuilder().withType("string").build()));
    new Helm(directory)
        .upgrade()
        .withName(release)
        .withNamespace(release)
        .withKubeConfig(kubeconfig())
        .disableOpenApiValidation()
        .call();

    assertThat(definitions())
        .as("a chart whose definitions are in a directory crds would not change them")
        .allMatch(crd -> schema(crd).getProperties().containsKey("added"));
    assertThat(runs())
        .extracting(o -> o.getMetadata().getUid())
        .contains(run.getMetadata().getUid());

    uninstall();
    installed = false;

    assertThat(definitions()).hasSize(3).allMatch(crd -> !crd.isMarkedForDeletion());
    assertThat(runs())
        .extracting(o -> o.getMetadata().getUid())
        .contains(run.getMetadata().getUid());
  }

  private void uninstall() {
    Helm.uninstall(release).withNamespace(release).withKubeConfig(kubeconfig()).call();
  }

  private List<CustomResourceDefinition> definitions() {
    return admin.apiextensions().v1().customResourceDefinitions().list().getItems().stream()
        .filter(crd -> crd.getSpec().getGroup().equals(group))
        .toList();
  }

  private boolean areEstablished() {
    return definitions().size() == 3
        && definitions().stream()
            .allMatch(
                crd ->
                    crd.getStatus() != null
                        && crd.getStatus().getConditions().stream()
                            .anyMatch(
                                c ->
                                    c.getType().equals("Established")
                                        && c.getStatus().equals("True")));
  }

  private GenericKubernetesResource create(String name) {
    GenericKubernetesResource run =
        new GenericKubernetesResourceBuilder()
            .withApiVersion(group + "/v1alpha1")
            .withKind("ItBackupRun")
            .withNewMetadata()
            .withNamespace(release)
            .withName(name)
            .endMetadata()
            .addToAdditionalProperties("spec", Map.of("policyRef", Map.of("name", "shop")))
            .build();
    return await("the API takes one")
        .atMost(SOON)
        .ignoreException(KubernetesClientException.class)
        .until(() -> admin.resource(run).create(), made -> made != null);
  }

  private List<GenericKubernetesResource> runs() {
    return admin
        .genericKubernetesResources(group + "/v1alpha1", "ItBackupRun")
        .inNamespace(release)
        .list()
        .getItems();
  }

  private void copyRenamed() throws IOException {
    try (Stream<Path> files = Files.walk(CHART)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = directory.resolve(CHART.relativize(file));
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
    define(
        crd -> {
          var names = crd.getSpec().getNames();
          names.setShortNames(List.of());
          names.setCategories(List.of());
          names.setPlural("it" + names.getPlural());
          names.setSingular("it" + names.getKind().toLowerCase(Locale.ROOT));
          names.setKind("It" + names.getKind());
          names.setListKind(names.getKind() + "List");
          crd.getSpec().setGroup(group);
          crd.getMetadata().setName(names.getPlural() + "." + group);
        },
        schema -> {});
  }

  private void define(Consumer<JSONSchemaProps> change) throws IOException {
    define(crd -> {}, change);
  }

  private void define(
      Consumer<CustomResourceDefinition> change, Consumer<JSONSchemaProps> changeOfSchema)
      throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("manifests"))) {
      files.forEach(
          file -> {
            try {
              CustomResourceDefinition crd =
                  Serialization.unmarshal(Files.readString(file), CustomResourceDefinition.class);
              change.accept(crd);
              changeOfSchema.accept(schema(crd));
              Files.writeString(file, Serialization.asYaml(crd));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }

  private static JSONSchemaProps schema(CustomResourceDefinition crd) {
    return crd.getSpec()
        .getVersions()
        .getFirst()
        .getSchema()
        .getOpenAPIV3Schema()
        .getProperties()
        .get("spec");
  }

  private static Path kubeconfig() {
    return Path.of(System.getenv(TestCluster.VARIABLE));
  }
}
