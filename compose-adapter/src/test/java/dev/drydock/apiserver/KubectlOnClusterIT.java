// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Our kinds with every kubectl on a real cluster, in a namespace that no operator looks after; what
 * {@link KubectlIT} tries with the embedded API, as far as it takes another server to be known.
 */
@ParameterizedClass
@MethodSource("installed")
class KubectlOnClusterIT {
  private static final String VARIABLE = "DRYDOCK_TEST_KUBECONFIG";

  @TempDir Path directory;
  private final Optional<Kubectl> kubectl;
  private final Map<String, String> environment = new HashMap<>();
  private final String namespace = "kubectl-it-" + UUID.randomUUID().toString().substring(0, 8);
  private boolean made;

  KubectlOnClusterIT(Optional<Kubectl> kubectl) {
    this.kubectl = kubectl;
  }

  static List<Optional<Kubectl>> installed() {
    return KubectlIT.installed();
  }

  @BeforeEach
  void createNamespace() {
    assumeTrue(
        kubectl.isPresent(),
        "no kubectl on the PATH, and DRYDOCK_TEST_KUBECTL names none: install kubectl");
    String kubeconfig = System.getenv(VARIABLE);
    assumeTrue(
        kubeconfig != null && !kubeconfig.isBlank(),
        VARIABLE + " names no kubeconfig: there is no cluster for kubectl");
    environment.put("KUBECONFIG", kubeconfig);
    environment.put("HOME", directory.toString());
    assumeTrue(
        result("get", "--raw", "/apis/drydock.dev/v1alpha1").exit() == 0,
        "the cluster of "
            + VARIABLE
            + " does not serve drydock.dev/v1alpha1: apply the CRDs first");
    run("create", "namespace", namespace);
    made = true;
  }

  @AfterEach
  void removeNamespace() {
    if (made) {
      run("delete", "namespace", namespace, "--wait=false");
    }
  }

  @Test
  void policiesRunsAndRequestsFromApplyToDelete() throws Exception {
    String policy = write("policy", policy("0 2 * * 0"));
    assertThat(run("apply", "-f", policy)).contains("backuppolicy.drydock.dev/shop created");
    assertThat(run("apply", "-f", policy)).contains("shop unchanged");
    String changed = write("policy", policy("30 2 * * 0"));
    if (kubectl.orElseThrow().minor() >= 27) {
      // older ones look for the definition on the cluster's own server, where an aggregated one is
      // not
      assertThat(run("apply", "--dry-run=server", "-f", changed)).contains("(server dry run)");
      assertThat(result("diff", "-f", changed).out())
          .contains("-      cron: 0 2 * * 0", "+      cron: 30 2 * * 0");
    }
    assertThat(run("apply", "-f", changed)).contains("shop configured");
    assertThat(run("apply", "--server-side", "--force-conflicts", "-f", changed))
        .contains("serverside-applied");

    assertThat(run("get", "bpol")).contains("NAME", "SUSPENDED", "shop", "true");
    assertThat(run("get", "bpol", "-o", "wide")).contains("BUCKET", "backups");
    assertThat(run("get", "bpol", "shop", "-o", "yaml")).contains("deletionPolicy: Retain");
    assertThat(run("describe", "bpol", "shop")).contains("Deletion Policy:", "Retain", "Cron:");

    run("patch", "bpol", "shop", "--type=merge", "-p", "{\"spec\":{\"consistency\":\"Stop\"}}");
    environment.put("EDITOR", "sed -i 's/consistency: Stop/consistency: Live/'");
    assertThat(run("edit", "bpol", "shop")).contains("shop edited");
    assertThat(run("get", "bpol", "shop", "-o", "jsonpath={.spec.consistency}")).isEqualTo("Live");
    assertThat(
            refused(
                "patch",
                "bpol",
                "shop",
                "--type=merge",
                "-p",
                "{\"spec\":{\"consistency\":\"Never\"}}"))
        .contains("spec.consistency");

    assertThat(run("apply", "-f", write("more", RUN_AND_REQUEST)))
        .contains(
            "backuprun.drydock.dev/by-hand created", "restorerequest.drydock.dev/back created");
    assertThat(run("get", "drydock")).contains("by-hand", "back", "shop");
    assertThat(
            refused(
                "patch",
                "brun",
                "by-hand",
                "--type=merge",
                "-p",
                "{\"spec\":{\"policyRef\":{\"name\":\"other\"}}}"))
        .contains("by-hand");

    waitsForConditionsAndDeletion();
  }

  private void waitsForConditionsAndDeletion() throws Exception {
    Path output = directory.resolve("waiting");
    Process wait =
        kubectl
            .orElseThrow()
            .start(
                environment,
                output,
                "-n",
                namespace,
                "wait",
                "--for=condition=Ready",
                "brun/by-hand",
                "--timeout=30s");
    run("get", "brun", "by-hand");
    writeStatus();
    assertThat(wait.waitFor()).as(Files.readString(output)).isZero();
    assertThat(Files.readString(output)).contains("condition met");
    assertThat(run("get", "brun", "by-hand")).contains("Succeeded");

    assertThat(run("delete", "brun,rreq,bpol", "--all"))
        .contains("\"by-hand\" deleted", "\"back\" deleted", "\"shop\" deleted");
    assertThat(run("get", "drydock", "-o", "name")).isEmpty();
  }

  /** In the operator's place; the older kubectl has no --subresource. */
  private void writeStatus() throws IOException {
    String status =
        """
        {"apiVersion":"drydock.dev/v1alpha1","kind":"BackupRun",
         "metadata":{"name":"by-hand","namespace":"%s","resourceVersion":"%s"},
         "spec":{"policyRef":{"name":"shop"}},
         "status":{"phase":"Succeeded","conditions":[{"type":"Ready","status":"True","reason":"Complete",
          "message":"","lastTransitionTime":"2026-11-28T00:00:00Z","observedGeneration":1}]}}
        """
            .formatted(
                namespace,
                run("get", "brun", "by-hand", "-o", "jsonpath={.metadata.resourceVersion}"));
    run(
        "replace",
        "--raw",
        "/apis/drydock.dev/v1alpha1/namespaces/%s/backupruns/by-hand/status".formatted(namespace),
        "-f",
        write("status", status));
  }

  private static final String RUN_AND_REQUEST =
      """
      apiVersion: drydock.dev/v1alpha1
      kind: BackupRun
      metadata: {name: by-hand}
      spec: {policyRef: {name: shop}}
      ---
      apiVersion: drydock.dev/v1alpha1
      kind: RestoreRequest
      metadata: {name: back}
      spec: {source: {policyRef: {name: shop}}}
      """;

  private String policy(String cron) {
    return """
    apiVersion: drydock.dev/v1alpha1
    kind: BackupPolicy
    metadata: {name: shop}
    spec:
      application: {kubernetes: {namespaces: [%s]}}
      suspend: true
      schedule: {full: {cron: "%s"}}
      repository:
        s3: {bucket: backups, credentialsSecretRef: {name: s3}}
        passwordSecretRef: {name: repository}
    """
        .formatted(namespace, cron);
  }

  private Kubectl.Result result(String... arguments) {
    String[] all = new String[arguments.length + 2];
    all[0] = "-n";
    all[1] = namespace;
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return kubectl.orElseThrow().run(environment, all);
  }

  private String run(String... arguments) {
    Kubectl.Result result = result(arguments);
    assertThat(result.exit()).as("%s: %s", String.join(" ", arguments), result.all()).isZero();
    return result.out();
  }

  private String refused(String... arguments) {
    Kubectl.Result result = result(arguments);
    assertThat(result.exit()).as("%s: %s", String.join(" ", arguments), result.all()).isNotZero();
    return result.all();
  }

  private String write(String name, String content) throws IOException {
    return Files.writeString(directory.resolve(name + ".yaml"), content).toString();
  }
}
