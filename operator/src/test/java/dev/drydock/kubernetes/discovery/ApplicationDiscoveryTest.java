// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.api.v1alpha1.ApplicationSpec;
import dev.drydock.api.v1alpha1.DatabaseEngine;
import dev.drydock.api.v1alpha1.KubernetesApplication;
import dev.drydock.kubernetes.cluster.NamespaceView;
import dev.drydock.kubernetes.cluster.Namespaces;
import dev.drydock.kubernetes.cluster.QuiesceMark;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.platform.ApplicationManifest;
import dev.drydock.operator.platform.ApplicationManifest.Volume;
import dev.drydock.operator.platform.ApplicationManifest.VolumeKind;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ApplicationDiscoveryTest {
  private static ApplicationSpec application(Map<String, String> labels) {
    return new ApplicationSpec(null, new KubernetesApplication(List.of("shop"), labels));
  }

  private static ApplicationManifest discover(NamespaceView view) {
    return ApplicationDiscovery.discover(application(Map.of()), view);
  }

  private static Volume volume(ApplicationManifest application, String name) {
    return application.volumes().stream()
        .filter(v -> v.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Map<String, String> manifests(ApplicationManifest application) {
    return Objects.requireNonNull(application.cluster()).manifests();
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> spec(String yaml) {
    return (Map<String, Object>) Serialization.unmarshal(yaml, Map.class).get("spec");
  }

  @Test
  void findsClaimsWithWhoMountsThem() {
    ApplicationManifest shop = discover(Namespaces.shop());

    assertThat(shop.name()).isEqualTo("shop");
    assertThat(shop.volumes())
        .extracting(Volume::name)
        .containsExactlyInAnyOrder("data-db-0", "uploads", "cache");
    assertThat(volume(shop, "uploads"))
        .satisfies(
            v -> {
              assertThat(v.kind()).isEqualTo(VolumeKind.Claim);
              assertThat(v.services()).containsExactly(Map.entry("web", "/srv/uploads"));
              assertThat(v.database()).isNull();
              assertThat(v.excluded()).isFalse();
            });
  }

  @Test
  void knowsADatabaseByItsImageAndWhichClaimItsDumpProtects() {
    ApplicationManifest shop = discover(Namespaces.shop());

    assertThat(shop.databases())
        .singleElement()
        .satisfies(
            d -> {
              assertThat(d.engine()).isEqualTo(DatabaseEngine.PostgreSQL);
              assertThat(d.service()).isEqualTo("db");
              assertThat(d.user()).isEqualTo("shop");
              assertThat(d.defaultDatabase()).isEqualTo("orders");
              assertThat(d.volume()).isEqualTo("data-db-0");
            });
    assertThat(volume(shop, "data-db-0").database()).isEqualTo("db");
  }

  @Test
  void leavesOutWhatAWorkloadLeavesOutByName() {
    assertThat(volume(discover(Namespaces.shop()), "cache").excluded()).isTrue();
  }

  @Test
  void leavesOutAWorkloadWithAllThatItHas() {
    ApplicationManifest shop =
        discover(
            Namespaces.shop(
                yaml -> yaml.replace("drydock.dev/exclude: cache", "drydock.dev/exclude: 'true'")));

    assertThat(shop.services()).extracting(s -> s.name()).containsExactly("db");
    assertThat(volume(shop, "uploads").excluded()).isTrue();
    assertThat(volume(shop, "cache").excluded()).isTrue();
    assertThat(manifests(shop)).doesNotContainKey("deployment.apps/web.yaml");
  }

  @Test
  void aWorkloadThatIsLeftOutKeepsNothingFromOthers() {
    String other =
        """

        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: thumbs, namespace: shop, labels: {drydock.dev/exclude: %s}}
        spec:
          selector: {matchLabels: {app: thumbs}}
          template:
            spec:
              containers: [{name: thumbs, image: thumbs, volumeMounts: [{name: u, mountPath: /u}]}]
              volumes: [{name: u, persistentVolumeClaim: {claimName: uploads}}]
        """;

    assertThat(volume(discover(Namespaces.shop(y -> y + other.formatted("'true'"))), "uploads"))
        .matches(v -> !v.excluded());
    assertThat(volume(discover(Namespaces.shop(y -> y + other.formatted("uploads"))), "uploads"))
        .matches(Volume::excluded);
  }

  @Test
  void selectsByTheLabelsOfWorkloadsWhatTheseUse() {
    NamespaceView view =
        Namespaces.shop(
            yaml ->
                yaml.replace(
                    "name: db, namespace: shop, uid: w1, labels: {part-of: shop}",
                    "name: db, namespace: shop, uid: w1"));
    ApplicationManifest shop =
        ApplicationDiscovery.discover(application(Map.of("part-of", "shop")), view);

    assertThat(shop.services()).extracting(s -> s.name()).containsExactly("web");
    assertThat(shop.volumes()).extracting(Volume::name).containsExactly("cache", "uploads");
    assertThat(manifests(shop))
        .containsOnlyKeys(
            "configmap/web-settings.yaml",
            "deployment.apps/web.yaml",
            "persistentvolumeclaim/cache.yaml",
            "persistentvolumeclaim/uploads.yaml");
  }

  @Test
  void saysWhatCannotBeProtected() {
    ApplicationManifest shop =
        discover(
            Namespaces.shop(
                yaml ->
                    yaml.replace("image: shop/web:1", "image: docker.io/library/mysql:8")
                        .replace(
                            "valueFrom: {secretKeyRef: {name: db, key: password}}",
                            "value: s3cr3t")));

    assertThat(shop.warnings())
        .anyMatch(w -> w.contains("raw is a block device"))
        .anyMatch(w -> w.contains("Service web looks like MySQL"))
        .anyMatch(w -> w.contains("password of database db is written out"))
        .noneMatch(w -> w.contains("s3cr3t"));
  }

  @Test
  void refusesANamespaceThatHasNothing() {
    NamespaceView nothing =
        Namespaces.of("shop", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n");

    assertThatThrownBy(() -> discover(nothing))
        .isInstanceOfSatisfying(
            DrydockException.class,
            e -> assertThat(e.reason()).isEqualTo(FailureReason.ApplicationNotFound));
  }

  @Test
  void knowsSecretsByWhoRefersToThemOnly() {
    assertThat(Objects.requireNonNull(discover(Namespaces.shop()).cluster()).secrets())
        .containsExactly("db", "registry", "web-env");
  }

  @Test
  void knowsWhichSecretsMayBeMissing() {
    ApplicationManifest shop =
        discover(
            Namespaces.shop(
                yaml ->
                    yaml.replace(
                            "envFrom: [{secretRef: {name: web-env}}]",
                            "envFrom: [{secretRef: {name: web-env, optional: true}}, {secretRef: {name: db, optional: true}}]")
                        .replace(
                            "metadata: {name: default, namespace: shop, uid: a0}",
                            "metadata: {name: default, namespace: shop, uid: a0}\nimagePullSecrets: [{name: pull}]")));

    assertThat(Objects.requireNonNull(shop.cluster()).secrets())
        .containsExactly("db", "pull", "registry", "web-env");
    assertThat(Objects.requireNonNull(shop.cluster()).optionalSecrets())
        .as("the database cannot do without db")
        .containsExactly("web-env");
    assertThat(manifests(shop))
        .as("somebody has changed it")
        .containsKey("serviceaccount/default.yaml");
  }

  @Test
  void keepsManifestsWithoutWhatTheClusterAdded() {
    Map<String, String> manifests = manifests(discover(Namespaces.shop()));

    assertThat(manifests)
        .containsOnlyKeys(
            "configmap/web-settings.yaml",
            "deployment.apps/web.yaml",
            "persistentvolumeclaim/cache.yaml",
            "persistentvolumeclaim/data-db-0.yaml",
            "persistentvolumeclaim/raw.yaml",
            "persistentvolumeclaim/uploads.yaml",
            "service/db.yaml",
            "service/web.yaml",
            "statefulset.apps/db.yaml");
    assertThat(manifests.values())
        .allSatisfy(
            yaml ->
                assertThat(yaml)
                    .doesNotContain(
                        "uid:",
                        "resourceVersion",
                        "creationTimestamp",
                        "managedFields",
                        "last-applied",
                        "status:",
                        "finalizers",
                        "volumeName",
                        "pv.kubernetes.io",
                        "revision"));
    assertThat(spec(manifests.get("service/web.yaml")))
        .doesNotContainKeys("clusterIP", "clusterIPs");
    assertThat(manifests.get("service/web.yaml")).doesNotContain("nodePort");
    assertThat(spec(manifests.get("service/db.yaml"))).containsEntry("clusterIP", "None");
    assertThat(manifests.get("deployment.apps/web.yaml")).contains("owner: ", "team-a");
  }

  @Test
  void keepsTheReplicasThatThereWereBeforeTheBackup() {
    NamespaceView stopped =
        Namespaces.shop(
            yaml ->
                yaml.replace(
                        "owner: team-a",
                        QuiesceMark.REPLICAS + ": '3', " + QuiesceMark.AT_REST + ": drydock")
                    .replace("replicas: 3\n  selector", "replicas: 0\n  selector"));
    String web = manifests(discover(stopped)).get("deployment.apps/web.yaml");

    assertThat(spec(web)).containsEntry("replicas", 3);
    assertThat(web).doesNotContain(QuiesceMark.REPLICAS, QuiesceMark.AT_REST);
  }

  @Test
  void aManifestInTheRepositoryNamesSecretsAndHoldsNoObjects() {
    String json = Serialization.asJson(discover(Namespaces.shop()));

    assertThat(json).contains("web-env").doesNotContain("theme");
    assertThat(Serialization.unmarshal(json, ApplicationManifest.class).cluster())
        .satisfies(c -> assertThat(Objects.requireNonNull(c).secrets()).contains("db"));
  }
}
