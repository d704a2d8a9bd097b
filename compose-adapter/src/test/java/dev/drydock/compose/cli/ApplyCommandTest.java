// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.apiserver.ApiServer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ApplyCommandTest {
  private static final String POLICY =
      """
      apiVersion: drydock.dev/v1alpha1
      kind: BackupPolicy
      metadata: {name: shop}
      spec:
        application: {compose: {project: shop}}
        repository:
          filesystem: {path: /var/backups/shop}
          passwordSecretRef: {name: repository}
      """;

  @TempDir Path directory;
  private ApiServer server;
  private KubernetesClient client;
  private Path kubeconfig;

  @BeforeEach
  void start() throws IOException {
    var builder = ApiServer.builder(directory.resolve("state"));
    for (String plural : List.of("backuppolicies", "backupruns", "restorerequests")) {
      String resource = "/dev/drydock/crds/" + plural + ".drydock.dev.yaml";
      builder.customResourceDefinitions(
          Objects.requireNonNull(getClass().getResourceAsStream(resource), resource));
    }
    server = builder.build().start();
    kubeconfig = Files.writeString(directory.resolve("kubeconfig"), server.adminKubeconfig());
    client = ClientOptions.connect(kubeconfig);
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void aManifestIsCreatedThenUnchangedThenConfigured() throws IOException {
    assertThat(apply(POLICY)).isEqualTo("0 BackupPolicy/shop created");
    assertThat(apply(POLICY)).isEqualTo("0 BackupPolicy/shop unchanged");
    assertThat(apply(POLICY + "  suspend: true\n")).isEqualTo("0 BackupPolicy/shop configured");
    assertThat(policy().<Boolean>get("spec", "suspend")).isTrue();
  }

  @Test
  void aFieldThatTheManifestNoLongerHasIsRemoved() throws IOException {
    apply(POLICY + "  schedule: {incremental: {cron: '0 * * * *'}, full: {cron: '0 2 * * 0'}}\n");
    apply(POLICY + "  schedule: {full: {cron: '0 2 * * 0'}}\n");
    assertThat(policy().<Object>get("spec", "schedule", "incremental")).isNull();
    assertThat(policy().<Object>get("spec", "schedule", "full")).isNotNull();
  }

  @Test
  void whatOthersSetStays() throws IOException {
    apply(POLICY);
    client.resource(policy()).edit(this::label);
    apply(POLICY + "  suspend: true\n");
    assertThat(policy().getMetadata().getLabels()).containsEntry("by", "somebody");
  }

  @Test
  void aMistypedFieldIsRefusedInNewAndInChangedManifests() throws IOException {
    String mistyped = POLICY + "  suspnd: true\n";
    assertThat(apply(mistyped)).startsWith("1 ").contains("unknown field \"spec.suspnd\"");
    apply(POLICY);
    assertThat(apply(mistyped)).startsWith("1 ").contains("unknown field \"spec.suspnd\"");
    assertThat(apply(POLICY.replace("{name: shop}", "{name: shop, lables: {a: b}}")))
        .startsWith("1 ")
        .contains("unknown field \"metadata.lables\"");
  }

  @Test
  void severalDocumentsAndListsAreApplied() throws IOException {
    String secret = "{apiVersion: v1, kind: Secret, metadata: {name: %s}, stringData: {a: b}}";
    assertThat(
            apply(
                secret.formatted("one")
                    + "\n---\n"
                    + "{apiVersion: v1, kind: List, items: ["
                    + secret.formatted("two")
                    + ", {apiVersion: v1, kind: Namespace, metadata: {name: web}}]}\n---\n"))
        .isEqualTo("0 Secret/one created\nSecret/two created\nNamespace/web created");
    assertThat(apply(secret.formatted("one"))).isEqualTo("0 Secret/one unchanged");
  }

  private GenericKubernetesResource label(GenericKubernetesResource policy) {
    policy.getMetadata().setLabels(Map.of("by", "somebody"));
    return policy;
  }

  private GenericKubernetesResource policy() {
    return client
        .genericKubernetesResources("drydock.dev/v1alpha1", "BackupPolicy")
        .inNamespace("default")
        .withName("shop")
        .get();
  }

  private String apply(String manifest) throws IOException {
    Path file = Files.writeString(directory.resolve("manifest.yaml"), manifest);
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream captured = new PrintStream(said, true, StandardCharsets.UTF_8);
    try {
      System.setOut(captured);
      System.setErr(captured);
      int code =
          new CommandLine(new ApplyCommand())
              .execute("--kubeconfig", kubeconfig.toString(), "-f", file.toString());
      return code + " " + said.toString(StandardCharsets.UTF_8).strip();
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }
}
