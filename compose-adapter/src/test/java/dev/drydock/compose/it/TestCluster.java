// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.it;

import static java.util.Objects.requireNonNull;
import static org.awaitility.Awaitility.await;

import com.marcnuri.helm.Helm;
import dev.drydock.api.v1alpha1.BackupPolicy;
import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.api.v1alpha1.RestoreRequest;
import dev.drydock.kubernetes.sandbox.SandboxRights;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * A real cluster that the environment names. Whatever a test makes there is in namespaces of its
 * own, which go with it; only our CRDs stay, where they were not there before.
 */
final class TestCluster implements AutoCloseable {
  static final String VARIABLE = "DRYDOCK_TEST_KUBECONFIG";

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final String namespace = "drydock-it-" + UUID.randomUUID().toString().substring(0, 8);
  private final List<HasMetadata> outside = new ArrayList<>();
  private String account;
  private KubernetesClient admin;
  private boolean hooks = true;

  static boolean isThere() {
    String kubeconfig = System.getenv(VARIABLE);
    return kubeconfig != null && !kubeconfig.isBlank();
  }

  /** The image of movers, which the cluster's nodes have. */
  static String image() {
    String image = System.getenv("DRYDOCK_IMAGE");
    return image == null ? "drydock:dev" : image;
  }

  /** One that may do everything, for tests that make nothing of what this class makes. */
  static KubernetesClient client() {
    return new KubernetesClientBuilder().withConfig(config()).build();
  }

  KubernetesClient open() {
    admin = client();
    if (!admin.hasApiGroup("drydock.dev", true)) {
      for (String plural : List.of("backuppolicies", "backupruns", "restorerequests")) {
        admin.load(resource("/dev/drydock/crds/" + plural + ".drydock.dev.yaml")).serverSideApply();
      }
      await().atMost(PATIENCE).until(() -> admin.hasApiGroup("drydock.dev", true));
    }
    makeNamespaces();
    return admin;
  }

  void makeNamespaces() {
    makeNamespace(namespace);
    makeNamespace(system());
  }

  void makeNamespace(String name) {
    admin
        .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .create();
  }

  /** Namespace of the application. */
  String namespace() {
    return namespace;
  }

  /** Name of a further namespace of the application, which the operator looks after too. */
  String copy() {
    return namespace + "-copy";
  }

  /** Namespace of the operator. */
  String system() {
    return namespace + "-system";
  }

  /** The ClusterRole of the chart for movers of restores. */
  String restoreRole() {
    return namespace + "-restore";
  }

  /** What the chart gives an operator that may make sandboxes. */
  SandboxRights sandboxRights() {
    return new SandboxRights(system(), namespace, namespace + "-sandbox", Map.of());
  }

  /** From now on the chart lets nobody run commands in all pods of the cluster. */
  void withoutHooks() {
    hooks = false;
  }

  /** As kubectl delete namespace does, with the operator at work; then makes it again, empty. */
  void makeNamespaceAnew() {
    admin.namespaces().withName(namespace).delete();
    await("the namespace is gone")
        .atMost(PATIENCE)
        .until(() -> admin.namespaces().withName(namespace).get() == null);
    makeNamespace(namespace);
  }

  /** Removes a further namespace, with the operator at work. */
  void remove(String name) {
    admin.resources(RestoreRequest.class).inNamespace(name).delete();
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                admin
                    .resources(RestoreRequest.class)
                    .inNamespace(name)
                    .list()
                    .getItems()
                    .isEmpty());
    admin.namespaces().withName(name).delete();
  }

  void create(String resource) {
    admin.load(resource("/" + resource)).inNamespace(namespace).create();
  }

  /** Makes custom resources known until the end of the test, unless they are. */
  void define(String yaml) {
    for (HasMetadata definition :
        admin.load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8))).items()) {
      if (admin.resource(definition).get() == null) {
        outside.add(admin.resource(definition).create());
      }
      CustomResourceDefinition defined = (CustomResourceDefinition) definition;
      String version =
          defined.getSpec().getGroup() + "/" + defined.getSpec().getVersions().getFirst().getName();
      String kind = defined.getSpec().getNames().getKind();
      await(kind + " is served")
          .atMost(PATIENCE)
          .ignoreExceptions()
          .until(
              () ->
                  admin.getApiResources(version).getResources().stream()
                      .anyMatch(resource -> resource.getKind().equals(kind)));
    }
  }

  /** Makes objects outside of any namespace, until the end of the test. */
  void make(String yaml) {
    for (HasMetadata object :
        admin.load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8))).items()) {
      outside.addFirst(admin.resource(object).create());
    }
  }

  /** Custom resources of the application's namespace. */
  List<GenericKubernetesResource> all(String group, String version, String kind, String plural) {
    return admin
        .genericKubernetesResources(
            new ResourceDefinitionContext.Builder()
                .withGroup(group)
                .withVersion(version)
                .withKind(kind)
                .withPlural(plural)
                .withNamespaced(true)
                .build())
        .inNamespace(namespace)
        .list()
        .getItems();
  }

  void apply(String yaml) {
    apply(namespace, yaml);
  }

  void apply(String into, String yaml) {
    admin
        .load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
        .inNamespace(into)
        .serverSideApply();
  }

  /**
   * Installs what the chart makes, but for the Deployment, whose process the test is.
   *
   * @return a client that may do what the operator's ServiceAccount may
   */
  KubernetesClient install() {
    return install(UnaryOperator.identity());
  }

  KubernetesClient install(UnaryOperator<KubernetesClientBuilder> with) {
    for (HasMetadata object : chart(1)) {
      switch (object.getKind()) {
        case "Deployment" -> {}
        case "ClusterRole", "ClusterRoleBinding" -> outside.add(admin.resource(object).create());
        case "ServiceAccount" -> {
          account = object.getMetadata().getName();
          admin.resource(object).inNamespace(system()).create();
        }
        default -> admin.resource(object).inNamespace(system()).create();
      }
    }
    Config config = config();
    config.setImpersonateUsername("system:serviceaccount:" + system() + ":" + account);
    config.setImpersonateGroups(
        "system:serviceaccounts", "system:serviceaccounts:" + system(), "system:authenticated");
    return with.apply(new KubernetesClientBuilder().withConfig(config)).build();
  }

  /** Writes a kubeconfig with a token of the ServiceAccount that {@link #install} made. */
  Path kubeconfigOfOperator(Path file) throws IOException {
    TokenRequest asked =
        new TokenRequestBuilder()
            .withNewSpec()
            .withExpirationSeconds(Duration.ofHours(2).toSeconds())
            .endSpec()
            .build();
    String token =
        admin
            .serviceAccounts()
            .inNamespace(system())
            .withName(account)
            .tokenRequest(asked)
            .getStatus()
            .getToken();
    return Files.writeString(
        file,
        """
        apiVersion: v1
        kind: Config
        clusters: [{name: it, cluster: {server: "%s", certificate-authority-data: %s}}]
        users: [{name: it, user: {token: %s}}]
        contexts: [{name: it, context: {cluster: it, user: it}}]
        current-context: it
        """
            .formatted(
                admin.getConfiguration().getMasterUrl(),
                admin.getConfiguration().getCaCertData() != null
                    ? admin.getConfiguration().getCaCertData()
                    : Base64.getEncoder()
                        .encodeToString(
                            Files.readAllBytes(Path.of(admin.getConfiguration().getCaCertFile()))),
                token));
  }

  /**
   * Runs the operator as the chart does, in pods; but that it leaves alone what other tests have in
   * the cluster at the same time.
   */
  void runOperator(int replicas) {
    for (HasMetadata object : chart(replicas)) {
      if (object instanceof Deployment deployment) {
        deployment
            .getSpec()
            .getTemplate()
            .getSpec()
            .getContainers()
            .getFirst()
            .getArgs()
            .addAll(List.of("--namespaces", namespace));
        admin.resource(deployment).inNamespace(system()).create();
      }
    }
  }

  /** Waits until the pods of the operator are ready. */
  void awaitOperator() {
    await("the operator's pod is ready")
        .atMost(PATIENCE)
        .until(
            () ->
                areReady(
                    admin
                        .pods()
                        .inNamespace(system())
                        .withLabel("app.kubernetes.io/name", "drydock")
                        .list()
                        .getItems()));
  }

  private List<HasMetadata> chart(int replicas) {
    String image = image();
    int colon = image.lastIndexOf(':');
    String rendered =
        new Helm(Path.of("..", "helm", "drydock"))
            .template()
            .withName(namespace)
            .withNamespace(system())
            .set("replicas", replicas)
            .set("hooks.enabled", hooks)
            .set("drill.enabled", true)
            .set("image.repository", image.substring(0, colon))
            .set("image.tag", image.substring(colon + 1))
            .call();
    return admin.load(new ByteArrayInputStream(rendered.getBytes(StandardCharsets.UTF_8))).items();
  }

  /** Where pods reach this machine: it is the node, or the environment says where. */
  String addressOfThisMachine() {
    String told = System.getenv("DRYDOCK_TEST_ADDRESS");
    return told != null && !told.isBlank()
        ? told
        : admin.nodes().list().getItems().getFirst().getStatus().getAddresses().stream()
            .filter(address -> address.getType().equals("InternalIP"))
            .map(NodeAddress::getAddress)
            .findFirst()
            .orElseThrow();
  }

  void awaitReady(String... applications) {
    for (String application : applications) {
      await(application + " is ready").atMost(PATIENCE).until(() -> isReady(application));
    }
  }

  /** Whether all pods with this label app are ready, and there are some. */
  boolean isReady(String application) {
    return areReady(
        admin.pods().inNamespace(namespace).withLabel("app", application).list().getItems());
  }

  private static boolean areReady(List<Pod> pods) {
    return !pods.isEmpty()
        && pods.stream()
            .allMatch(
                pod ->
                    pod.getMetadata().getDeletionTimestamp() == null
                        && pod.getStatus().getConditions().stream()
                            .anyMatch(
                                c -> c.getType().equals("Ready") && c.getStatus().equals("True")));
  }

  @Override
  public void close() {
    if (admin == null) {
      return;
    }
    try (KubernetesClient closing = admin) {
      outside.forEach(object -> closing.resource(object).delete());
      removePolicies(closing);
      closing.namespaces().withName(namespace).delete();
      closing.namespaces().withName(system()).delete();
      closing.namespaces().withLabel("drydock.dev/installation", system()).delete();
    }
  }

  /** Their finalizers are the operator's, which is gone. */
  private void removePolicies(KubernetesClient closing) {
    for (Class<? extends HasMetadata> type :
        List.of(BackupPolicy.class, BackupRun.class, RestoreRequest.class)) {
      for (HasMetadata object : closing.resources(type).inNamespace(namespace).list().getItems()) {
        closing
            .resource(object)
            .edit(
                o -> {
                  o.getMetadata().setFinalizers(List.of());
                  return o;
                });
      }
    }
  }

  private static Config config() {
    Config config = Config.fromKubeconfig(new File(System.getenv(VARIABLE)));
    config.setOnlyHttpWatches(true);
    return config;
  }

  private static InputStream resource(String name) {
    try (InputStream in = requireNonNull(TestCluster.class.getResourceAsStream(name), name)) {
      return new ByteArrayInputStream(in.readAllBytes());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
