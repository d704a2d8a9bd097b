// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.api.v1alpha1.ApplicationSpec;
import dev.drydock.api.v1alpha1.KubernetesApplication;
import dev.drydock.api.v1alpha1.RepositorySpec;
import dev.drydock.api.v1alpha1.S3CredentialsReference;
import dev.drydock.api.v1alpha1.S3Repository;
import dev.drydock.api.v1alpha1.SecretKeyReference;
import dev.drydock.api.v1alpha1.TlsSpec;
import dev.drydock.kubernetes.cluster.Cluster;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.JobSpec;
import dev.drydock.operator.platform.ApplicationManifest;
import dev.drydock.operator.platform.JobRequest;
import dev.drydock.operator.platform.Platform.SandboxName;
import dev.drydock.operator.platform.TargetRequest;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaStatusBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true, https = false)
final class SandboxesTest {
  private static final Logger SERVER = Logger.getLogger("io.fabric8.mockwebserver");
  private static final String NAME = "drydock-drill-12345678";

  @SuppressWarnings("NullAway.Init")
  KubernetesClient client; // set by the extension

  private Sandboxes sandboxes;
  private Watch counting;

  @BeforeAll
  static void quiet() {
    SERVER.setLevel(Level.WARNING);
  }

  @BeforeEach
  void open() {
    sandboxes = sandboxes("drydock", Clock.systemUTC());
    counting = client.resourceQuotas().inAnyNamespace().watch(new Counting());
    client
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName("shop")
                .addToLabels("team", "a")
                .addToLabels("pod-security.kubernetes.io/enforce", "baseline")
                .endMetadata()
                .build())
        .create();
  }

  @AfterEach
  void close() {
    counting.close();
  }

  /** What the controller manager does: it counts, in its own time. */
  private final class Counting implements Watcher<ResourceQuota> {
    @Override
    public void eventReceived(Action action, ResourceQuota quota) {
      if (action == Action.ADDED) {
        quota.setStatus(
            new ResourceQuotaStatusBuilder().withHard(quota.getSpec().getHard()).build());
        client.resource(quota).updateStatus();
      }
    }

    @Override
    public void onClose(WatcherException cause) {}
  }

  private Sandboxes sandboxes(String installation, Clock clock) {
    return new Sandboxes(
        client,
        new Cluster(client),
        new SandboxRights(
            installation, "operator", "x-sandbox", Map.of("requests.storage", "100Gi")),
        clock);
  }

  private static TargetRequest target(String uid) {
    ApplicationManifest shop =
        new ApplicationManifest(
            new ApplicationSpec(null, new KubernetesApplication(List.of("shop"), Map.of())),
            "shop",
            null,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            Map.of(),
            List.of());
    return new TargetRequest(
        "shop",
        shop,
        TargetRequest.Kind.Sandbox,
        NAME,
        null,
        true,
        new TargetRequest.Requester("weekly", uid));
  }

  private @Nullable Namespace namespace() {
    return client.namespaces().withName(NAME).get();
  }

  @Test
  void aSandboxSaysWhoseItIsAndIsShutOffAndBounded() {
    sandboxes.make(target("u1"));
    sandboxes.make(target("u1"));

    assertThat(namespace().getMetadata().getLabels())
        .containsEntry("drydock.dev/installation", "drydock")
        .containsEntry("drydock.dev/restore-namespace", "shop")
        .containsEntry("drydock.dev/restore", "weekly")
        .containsEntry("drydock.dev/restore-uid", "u1")
        .containsEntry("pod-security.kubernetes.io/enforce", "baseline")
        .doesNotContainKey("team");
    assertThat(client.rbac().roleBindings().inNamespace(NAME).list().getItems())
        .singleElement()
        .satisfies(
            b -> {
              assertThat(b.getRoleRef().getName()).isEqualTo("x-sandbox");
              assertThat(b.getSubjects())
                  .singleElement()
                  .satisfies(s -> assertThat(s.getName()).isEqualTo("operator"))
                  .satisfies(s -> assertThat(s.getNamespace()).isEqualTo("drydock"));
            });
    assertThat(client.resourceQuotas().inNamespace(NAME).list().getItems())
        .singleElement()
        .satisfies(
            q ->
                assertThat(q.getSpec().getHard().toString())
                    .contains(
                        "services.loadbalancers=0",
                        "services.nodeports=0",
                        "requests.storage=100Gi"));
    assertThat(sandboxes.own()).containsExactly(new SandboxName("shop", NAME));
  }

  @Test
  void onlyMoversHaveAWayOut() {
    sandboxes.make(target("u1"));

    NetworkPolicy all = policy("drydock-sandbox");
    assertThat(all.getSpec().getPodSelector().getMatchLabels()).isEmpty();
    assertThat(all.getSpec().getPolicyTypes()).containsExactly("Ingress", "Egress");
    assertThat(all.getSpec().getIngress())
        .singleElement()
        .satisfies(
            rule ->
                assertThat(rule.getFrom())
                    .singleElement()
                    .satisfies(from -> assertThat(from.getNamespaceSelector()).isNull())
                    .satisfies(from -> assertThat(from.getPodSelector()).isNotNull()));
    assertThat(all.getSpec().getEgress()).hasSize(2);
    assertThat(all.getSpec().getEgress().getLast().getPorts())
        .allMatch(port -> List.of(53, 5353).contains(port.getPort().getIntVal()));
    NetworkPolicy movers = policy("drydock-sandbox-movers");
    assertThat(movers.getSpec().getPodSelector().getMatchLabels())
        .containsEntry("app.kubernetes.io/component", "mover");
    assertThat(movers.getSpec().getPodSelector().getMatchExpressions())
        .singleElement()
        .satisfies(e -> assertThat(e.getKey()).isEqualTo("drydock.dev/job"));
    assertThat(movers.getSpec().getPolicyTypes()).containsExactly("Egress");
    assertThat(movers.getSpec().getEgress())
        .singleElement()
        .satisfies(rule -> assertThat(rule.getTo()).isEmpty());
  }

  private NetworkPolicy policy(String name) {
    return client.network().v1().networkPolicies().inNamespace(NAME).withName(name).get();
  }

  @Test
  void aNamespaceOfOthersIsNeitherUsedNorRemoved() {
    client
        .resource(new NamespaceBuilder().withNewMetadata().withName(NAME).endMetadata().build())
        .create();

    assertThatThrownBy(() -> sandboxes.make(target("u1")))
        .isInstanceOfSatisfying(
            DrydockException.class,
            e -> assertThat(e.reason()).isEqualTo(FailureReason.InvalidRequest))
        .hasMessageContaining("is not this request's");
    sandboxes.remove("shop", NAME);

    assertThat(namespace()).isNotNull();
    assertThat(client.rbac().roleBindings().inNamespace(NAME).list().getItems()).isEmpty();
    assertThat(sandboxes.own()).isEmpty();
  }

  @Test
  void neitherIsASandboxOfAnotherRequestNamespaceOrInstallation() {
    sandboxes.make(target("u1"));

    Sandboxes other = sandboxes("elsewhere", Clock.systemUTC());
    assertThatThrownBy(() -> sandboxes.make(target("u2"))).isInstanceOf(DrydockException.class);
    assertThatThrownBy(() -> other.make(target("u1"))).isInstanceOf(DrydockException.class);
    other.remove("shop", NAME);
    sandboxes.remove("of-others", NAME);

    assertThat(other.own()).isEmpty();
    assertThat(namespace()).isNotNull();
  }

  @Test
  void aSandboxIsRemovedOnceAndForAll() {
    sandboxes.make(target("u1"));

    sandboxes.remove("shop", NAME);
    sandboxes.remove("shop", NAME);

    assertThat(namespace()).isNull();
  }

  @Test
  void whatKeepsASandboxFromGoingIsTold() {
    TargetRequest target = target("u1");
    client
        .resource(
            new NamespaceBuilder(
                    SandboxObjects.namespace(target, target.requester(), "drydock", null))
                .editMetadata()
                .addToFinalizers("example.com/x")
                .endMetadata()
                .withNewStatus()
                .addNewCondition()
                .withType("NamespaceContentRemaining")
                .withStatus("True")
                .withMessage("Some resources are remaining: pods. has 1 resource instances")
                .endCondition()
                .endStatus()
                .build())
        .create();

    assertThatThrownBy(() -> sandboxes("drydock", hasty()).remove("shop", NAME))
        .isInstanceOfSatisfying(
            DrydockException.class,
            e -> assertThat(e.reason()).isEqualTo(FailureReason.PlatformError))
        .hasMessageContaining("Some resources are remaining: pods")
        .hasMessageContaining("kubectl get namespace " + NAME);
    assertThatThrownBy(() -> sandboxes.make(target("u1")))
        .isInstanceOf(DrydockException.class)
        .hasMessageContaining("is being deleted");
  }

  @Test
  void aSandboxIsNotedToEnd() {
    Instant end = Instant.parse("2026-11-22T08:00:00Z");
    sandboxes.keep("shop", NAME, end);
    sandboxes.make(target("u1"));
    sandboxes.keep("of-others", NAME, end.plusSeconds(1));

    sandboxes.keep("shop", NAME, end);

    assertThat(namespace().getMetadata().getAnnotations())
        .containsEntry("drydock.dev/expires", "2026-11-22T08:00:00Z");
  }

  @Test
  void nothingIsMadeOrLookedForWithoutTheRight() {
    Sandboxes none = new Sandboxes(client, new Cluster(client), null, Clock.systemUTC());

    assertThatThrownBy(none::require).hasMessageContaining("drill.enabled");
    assertThatThrownBy(() -> none.make(target("u1"))).hasMessageContaining("drill.enabled");
    assertThat(none.own()).isEmpty();
    assertThat(namespace()).isNull();
  }

  @Test
  void aJobOfASandboxRunsThereByTheCopiesOfTheSecrets() {
    RepositorySpec repository =
        new RepositorySpec(
            new S3Repository(
                "backups",
                "shop",
                "https://s3.example",
                "eu",
                true,
                new S3CredentialsReference("s3", "cloud", "backup"),
                new TlsSpec(new SecretKeyReference("tls", "x"), null),
                null),
            null,
            new SecretKeyReference("repository", null),
            List.of());
    JobRequest request =
        new JobRequest(
            "shop",
            "job",
            Map.of(),
            repository,
            at -> new JobSpec.Swap(JobSpec.SwapAction.Commit, List.of()),
            List.of(),
            List.of(),
            Duration.ofHours(1),
            null,
            NAME);

    JobRequest placed = SandboxJobs.placed(request);

    assertThat(placed.namespace()).isEqualTo(NAME);
    RepositorySpec opened = placed.repository();
    assertThat(opened.passwordSecretRef())
        .isEqualTo(new SecretKeyReference("drydock-sandbox-repository", "password"));
    assertThat(opened.s3().credentialsSecretRef().name()).isEqualTo("drydock-sandbox-credentials");
    assertThat(opened.s3().credentialsSecretRef().key()).isNull();
    assertThat(opened.s3().credentialsSecretRef().profile()).isEqualTo("backup");
    assertThat(opened.s3().tls().caSecretRef())
        .isEqualTo(new SecretKeyReference("drydock-sandbox-repository", "ca.crt"));
    assertThat(opened.s3().bucket()).isEqualTo("backups");
    assertThat(opened.s3().endpoint()).isEqualTo("https://s3.example");
    assertThat(SandboxJobs.placed(placed)).isSameAs(placed);
  }

  @Test
  void aQuotaIsReadAsOptionsHaveIt() {
    assertThat(SandboxRights.quota("requests.storage=100Gi, pods=50"))
        .isEqualTo(Map.of("requests.storage", "100Gi", "pods", "50"));
    assertThat(SandboxRights.quota("")).isEmpty();
    assertThatThrownBy(() -> SandboxRights.quota("much"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not much");
  }

  /** For whom half a minute passes at each look at the clock. */
  private static Clock hasty() {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    return new Clock() {
      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }

      @Override
      public Instant instant() {
        return now.updateAndGet(instant -> instant.plusSeconds(30));
      }
    };
  }
}
