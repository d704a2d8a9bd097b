// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What people type, with the kubectl that they have. */
@ParameterizedClass
@MethodSource("installed")
class KubectlIT {
  private static final AtomicInteger NAMESPACES = new AtomicInteger();
  @TempDir static Path directory;
  private static ApiServer server;

  private final Optional<Kubectl> kubectl;
  private final Map<String, String> environment = new HashMap<>();
  private String namespace = "";
  private Path policy = directory;

  KubectlIT(Optional<Kubectl> kubectl) {
    this.kubectl = kubectl;
  }

  static List<Optional<Kubectl>> installed() {
    List<Kubectl> all = Kubectl.installed();
    return all.isEmpty() ? List.of(Optional.empty()) : all.stream().map(Optional::of).toList();
  }

  @BeforeAll
  static void startServer() throws IOException {
    server =
        TestServers.withOurKinds(ApiServer.builder(directory.resolve("state"))).build().start();
    Files.writeString(directory.resolve("kubeconfig"), server.adminKubeconfig());
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void createNamespaceAndPolicy() throws IOException {
    assumeTrue(
        kubectl.isPresent(),
        "no kubectl on the PATH, and DRYDOCK_TEST_KUBECTL names none: install kubectl");
    environment.put("KUBECONFIG", directory.resolve("kubeconfig").toString());
    environment.put("HOME", directory.toString());
    namespace = "test-" + NAMESPACES.incrementAndGet();
    run("create", "namespace", namespace);
    policy = manifest("/var/backups/shop");
  }

  @Test
  void applyCreatesThenLeavesThenConfigures() throws IOException {
    assertThat(run("apply", "-f", policy.toString()))
        .contains("backuppolicy.drydock.dev/shop created");
    assertThat(run("apply", "-f", policy.toString())).contains("shop unchanged");
    Path changed = manifest("/var/backups/other");
    assertThat(run("apply", "-f", changed.toString())).contains("shop configured");
    assertThat(run("get", "bpol", "shop", "-o", "jsonpath={.spec.repository.filesystem.path}"))
        .isEqualTo("/var/backups/other");
  }

  @Test
  void everyManifestOfTheDocumentationCanBeApplied() throws IOException {
    List<DocumentedManifests.Manifest> manifests = DocumentedManifests.all();
    assertThat(manifests).isNotEmpty();
    for (DocumentedManifests.Manifest manifest : manifests) {
      Path file = write("documented", manifest.yaml());
      assertThat(run("apply", "-f", file.toString()))
          .as("%s:%n%s", manifest.file(), manifest.yaml())
          .contains("created");
      run("delete", "-f", file.toString());
    }
  }

  @Test
  void getPrintsColumnsYamlJsonAndPaths() {
    run("apply", "-f", policy.toString());
    assertThat(run("get", "bpol")).contains("NAME", "SUSPENDED", "shop", "false");
    assertThat(run("get", "backuppolicies", "-o", "wide"))
        .contains("DIRECTORY", "/var/backups/shop");
    assertThat(run("get", "drydock")).contains("shop");
    assertThat(run("get", "bpol", "shop", "-o", "yaml")).contains("deletionPolicy: Retain");
    assertThat(run("get", "bpol", "shop", "-o", "json")).contains("\"deletionPolicy\": \"Retain\"");
    assertThat(run("get", "bpol", "-o", "jsonpath={.items[*].metadata.name}")).isEqualTo("shop");
    assertThat(run("get", "bpol", "-o", "name")).isEqualTo("backuppolicy.drydock.dev/shop\n");
    assertThat(run("get", "bpol", "--sort-by=.metadata.name")).contains("shop");
  }

  @Test
  void getWatchesChanges() throws Exception {
    run("apply", "-f", policy.toString());
    Path output = directory.resolve(namespace + ".watch");
    Process watch =
        tool().start(environment, output, "-n", namespace, "get", "bpol", "-w", "-o", "wide");
    try {
      await().atMost(Duration.ofSeconds(20)).until(() -> Files.readString(output).contains("shop"));
      run("patch", "bpol", "shop", "--type=merge", "-p", "{\"spec\":{\"suspend\":true}}");
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> Files.readString(output).lines().anyMatch(line -> line.contains("true")));
    } finally {
      watch.destroyForcibly().waitFor();
    }
  }

  @Test
  void patchLabelAnnotateAndSelect() {
    run("apply", "-f", policy.toString());
    run("patch", "bpol", "shop", "--type=merge", "-p", "{\"spec\":{\"suspend\":true}}");
    run(
        "patch",
        "bpol",
        "shop",
        "--type=json",
        "-p",
        "[{\"op\":\"replace\",\"path\":\"/spec/consistency\",\"value\":\"Pause\"}]");
    run("label", "bpol", "shop", "team=a");
    run("annotate", "bpol", "shop", "note=hello");
    assertThat(
            run(
                "get",
                "bpol",
                "-l",
                "team in (a,b),!other",
                "-o",
                "jsonpath={.items[0].spec.suspend} {.items[0].spec.consistency}"))
        .isEqualTo("true Pause");
    assertThat(run("get", "bpol", "-l", "team!=a", "-o", "name")).isEmpty();
    assertThat(run("get", "bpol", "--field-selector", "metadata.name=shop", "-o", "name"))
        .contains("shop");
    assertThat(refused("get", "bpol", "--field-selector", "spec.suspend=true"))
        .contains("field label not supported");
    assertThat(refused("patch", "bpol", "shop", "-p", "{\"spec\":{}}"))
        .contains("application/merge-patch+json");
  }

  @Test
  void editChangesTheObject() {
    run("apply", "-f", policy.toString());
    environment.put("EDITOR", "sed -i s/Retain/Delete/");
    assertThat(run("edit", "bpol", "shop")).contains("shop edited");
    assertThat(run("get", "bpol", "shop", "-o", "jsonpath={.spec.deletionPolicy}"))
        .isEqualTo("Delete");
  }

  @Test
  void describeShowsEvents() throws IOException {
    run("apply", "-f", policy.toString());
    Path event =
        write(
            "event",
            """
            apiVersion: v1
            kind: Event
            metadata: {name: shop.1}
            involvedObject: {apiVersion: drydock.dev/v1alpha1, kind: BackupPolicy, name: shop, namespace: %s, uid: %s}
            reason: Scheduled
            message: the next run is at noon
            type: Normal
            source: {component: drydock}
            firstTimestamp: "2026-11-01T08:00:00Z"
            lastTimestamp: "2026-11-01T08:00:00Z"
            count: 1
            """
                .formatted(
                    namespace, run("get", "bpol", "shop", "-o", "jsonpath={.metadata.uid}")));
    run("create", "-f", event.toString());
    assertThat(run("describe", "bpol", "shop"))
        .contains("/var/backups/shop", "Scheduled", "the next run is at noon");
    assertThat(run("get", "events"))
        .contains("LAST SEEN", "backuppolicy/shop", "the next run is at noon");
  }

  @Test
  void waitForConditionPathAndDeletion() throws Exception {
    run("apply", "-f", policy.toString());
    Path output = directory.resolve(namespace + ".wait");
    Process wait =
        tool()
            .start(
                environment,
                output,
                "-n",
                namespace,
                "wait",
                "--for=condition=Ready",
                "bpol/shop",
                "--timeout=30s");
    Files.writeString(
        directory.resolve("status.json"),
        """
        {"status": {"conditions": [{"type": "Ready", "status": "True", "reason": "Ok", "message": "",
          "lastTransitionTime": "2026-11-01T08:00:00Z", "observedGeneration": 1}]}}
        """);
    try (RawClient client = new RawClient(server)) {
      client.patch(
          "/apis/drydock.dev/v1alpha1/namespaces/" + namespace + "/backuppolicies/shop/status",
          "application/merge-patch+json",
          Files.readString(directory.resolve("status.json")));
    }
    assertThat(wait.waitFor()).as(Files.readString(output)).isZero();
    if (tool().minor() >= 23) {
      run("wait", "--for=jsonpath={.spec.suspend}=false", "bpol/shop", "--timeout=20s");
    }
    Process gone =
        tool()
            .start(
                environment,
                output,
                "-n",
                namespace,
                "wait",
                "--for=delete",
                "bpol/shop",
                "--timeout=30s");
    assertThat(run("delete", "bpol", "shop")).contains("\"shop\" deleted");
    int exit = gone.waitFor();
    // Up to 1.22 it is an error when the object is gone before the wait begins.
    assertThat(exit == 0 || Files.readString(output).contains("no matching resources found"))
        .as(Files.readString(output))
        .isTrue();
  }

  @Test
  void unknownFieldsAndBadValuesAreExplained() throws IOException {
    Path unknown =
        write(
            "unknown",
            Files.readString(policy).replace("project: shop", "project: shop, projekt: x"));
    if (tool().minor() >= 27) {
      assertThat(refused("apply", "-f", unknown.toString()))
          .contains("unknown field \"spec.application.compose.projekt\"");
    } else {
      assertThat(runAll("apply", "-f", unknown.toString()))
          .contains("Warning: unknown field \"spec.application.compose.projekt\"");
    }
    Path number = write("number", Files.readString(policy).replace("project: shop", "project: 5"));
    assertThat(refused("apply", "-f", number.toString()))
        .contains("is invalid", "spec.application.compose.project");
    assertThat(refused("get", "bpol", "nothing"))
        .contains("backuppolicies.drydock.dev \"nothing\" not found");
  }

  @Test
  void explainReadsTheSchema() {
    assumeTrue(tool().minor() >= 27, "kubectl explain reads OpenAPI v3 from 1.27 on");
    String[] how = tool().minor() < 29 ? new String[] {"--output=plaintext"} : new String[] {};
    assertThat(run(concat(how, "explain", "bpol.spec.schedule")))
        .contains("BackupPolicy", "timeZone", "incremental");
    assertThat(run(concat(how, "explain", "secret.data"))).contains("secret data");
    assertThat(run(concat(how, "explain", "bpol", "--recursive"))).contains("passwordSecretRef");
  }

  @Test
  void diffAndDryRunChangeNothing() throws IOException {
    run("apply", "-f", policy.toString());
    Path changed = manifest("/var/backups/other");
    assertThat(run("apply", "--dry-run=server", "-f", changed.toString()))
        .contains("configured (server dry run)");
    Kubectl.Result diff = result("diff", "-f", changed.toString());
    assertThat(diff.exit()).as(diff.all()).isEqualTo(1);
    assertThat(diff.out())
        .contains("-      path: /var/backups/shop", "+      path: /var/backups/other");
    assertThat(run("get", "bpol", "shop", "-o", "jsonpath={.spec.repository.filesystem.path}"))
        .isEqualTo("/var/backups/shop");
  }

  @Test
  void createMakesSecretsConfigMapsAndNamespaces() throws IOException {
    run("create", "secret", "generic", "one", "--from-literal=a=b");
    assertThat(run("get", "secret", "one", "-o", "jsonpath={.data.a} {.type}"))
        .isEqualTo("Yg== Opaque");
    run("create", "configmap", "one", "--from-literal=a=b");
    assertThat(run("get", "cm", "one", "-o", "jsonpath={.data.a}")).isEqualTo("b");
    assertThat(run("get", "secrets,configmaps")).contains("Opaque", "configmap/one");
    Path secret =
        write(
            "secret",
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: two}
            stringData: {a: one}
            """);
    run("apply", "-f", secret.toString());
    Files.writeString(secret, Files.readString(secret).replace("a: one", "a: two"));
    assertThat(run("apply", "-f", secret.toString())).contains("secret/two configured");
    assertThat(run("get", "secret", "two", "-o", "jsonpath={.data.a}")).isEqualTo("dHdv");
    run("delete", "secret", "--all");
    assertThat(run("get", "secrets", "-o", "name")).isEmpty();
  }

  @Test
  void deletingANamespaceWaitsUntilItIsEmpty() {
    run("apply", "-f", policy.toString());
    assertThat(run("delete", "namespace", namespace)).contains("deleted");
    assertThat(refused("get", "namespace", namespace)).contains("not found");
    assertThat(refused("delete", "namespace", "default")).contains("may not be deleted");
  }

  @Test
  void serverAndResourcesAreDescribed() {
    assertThat(runAll("version")).contains("+drydock");
    assertThat(run("api-resources")).contains("bpol", "BackupRun", "rreq");
    assertThat(run("get", "crd")).contains("backuppolicies.drydock.dev");
    assertThat(run("auth", "can-i", "create", "bpol")).contains("yes");
    assertThat(run("get", "--raw", "/readyz")).isEqualTo("ok");
  }

  private Kubectl tool() {
    return kubectl.orElseThrow();
  }

  private Kubectl.Result result(String... arguments) {
    return tool().run(environment, concat(new String[] {"-n", namespace}, arguments));
  }

  private String run(String... arguments) {
    Kubectl.Result result = result(arguments);
    assertThat(result.exit()).as("%s: %s", String.join(" ", arguments), result.all()).isZero();
    return result.out();
  }

  private String runAll(String... arguments) {
    Kubectl.Result result = result(arguments);
    assertThat(result.exit()).as("%s: %s", String.join(" ", arguments), result.all()).isZero();
    return result.all();
  }

  private String refused(String... arguments) {
    Kubectl.Result result = result(arguments);
    assertThat(result.exit()).as("%s: %s", String.join(" ", arguments), result.all()).isNotZero();
    return result.all();
  }

  private Path manifest(String path) throws IOException {
    return write(
        "policy" + path.replace('/', '-'),
        """
        apiVersion: drydock.dev/v1alpha1
        kind: BackupPolicy
        metadata: {name: shop}
        spec:
          application:
            compose: {project: shop}
          repository:
            filesystem: {path: %s}
            passwordSecretRef: {name: repository}
        """
            .formatted(path));
  }

  private Path write(String name, String content) throws IOException {
    return Files.writeString(directory.resolve(namespace + "-" + name + ".yaml"), content);
  }

  private static String[] concat(String[] first, String... second) {
    String[] all = new String[first.length + second.length];
    System.arraycopy(first, 0, all, 0, first.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }
}
