// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.api.v1alpha1.ApplicationSpec;
import dev.drydock.api.v1alpha1.KubernetesApplication;
import dev.drydock.kubernetes.cluster.Namespaces;
import dev.drydock.operator.platform.ApplicationManifest;
import dev.drydock.operator.platform.ApplicationManifest.Volume;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What is told of an application besides what is backed up. */
class GapsTest {
  private static ApplicationManifest discover(
      Map<String, String> labels, UnaryOperator<String> change, String... more) {
    String added = more.length == 0 ? "" : "\n---\n" + String.join("\n---\n", more);
    return ApplicationDiscovery.discover(
        new ApplicationSpec(null, new KubernetesApplication(List.of("shop"), labels)),
        Namespaces.shop(yaml -> change.apply(yaml) + added));
  }

  private static List<String> warnings(String... more) {
    return discover(Map.of(), yaml -> yaml, more).warnings();
  }

  private static String claim(String name, String owner) {
    return """
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: {name: %s, namespace: shop%s}
        spec: {accessModes: [ReadWriteOnce]}
        status: {phase: Bound}"""
        .formatted(name, owner);
  }

  private static String owner(String kind, String name) {
    return ", ownerReferences: [{apiVersion: v1, kind: %s, name: %s, uid: u, controller: true}]"
        .formatted(kind, name);
  }

  private static String pod(String metadata, String claim, String mount) {
    return """
        apiVersion: v1
        kind: Pod
        metadata: {name: shell, namespace: shop%s}
        spec:
          containers: [{name: c, image: acme/tool, volumeMounts: [{name: v, mountPath: /v%s}]}]
          volumes: [{name: v, persistentVolumeClaim: {claimName: %s}}]
        status: {phase: Running}"""
        .formatted(metadata, mount, claim);
  }

  private static String cronJob(String spec) {
    return """
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: thumbs, namespace: shop}
        spec:
          %s
          jobTemplate:
            spec:
              template:
                spec:
                  containers: [{name: c, image: acme/tool, volumeMounts: [{name: v, mountPath: /v}]}]
                  volumes: [{name: v, persistentVolumeClaim: {claimName: uploads}}]"""
        .formatted(spec);
  }

  @Test
  void saysWhoWritesOnWhileOthersAreStopped() {
    String written = "Volume uploads may be written by ";

    assertThat(warnings()).noneMatch(w -> w.startsWith("Volume "));
    assertThat(warnings(pod("", "uploads", ""))).anyMatch(w -> w.startsWith(written + "pod shell"));
    assertThat(warnings(pod("", "uploads", ", readOnly: true")))
        .noneMatch(w -> w.startsWith(written));
    assertThat(warnings(pod("", "uploads", "").replace("Running", "Succeeded")))
        .noneMatch(w -> w.startsWith(written));
    assertThat(warnings(pod(owner("Job", "import"), "uploads", "")))
        .anyMatch(w -> w.startsWith(written + "pod shell"));
    assertThat(warnings(cronJob("schedule: '* * * * *'")))
        .anyMatch(w -> w.startsWith(written + "CronJob thumbs"));
    assertThat(warnings(cronJob("suspend: true"))).noneMatch(w -> w.startsWith(written));
  }

  @Test
  void aPodIsStoppedWithTheWorkloadThatStillMountsTheClaim() {
    assertThat(warnings(pod(", labels: {app: web}", "uploads", "")))
        .noneMatch(w -> w.startsWith("Volume "));
    assertThat(warnings(pod(", labels: {app: web}", "old", ""), claim("old", "")))
        .as("its workload has another claim by now")
        .anyMatch(w -> w.startsWith("Volume old may be written by pod shell"));
    assertThat(
            discover(
                    Map.of(),
                    yaml -> yaml.replace("replicas: 3\n  selector", "replicas: 0\n  selector"),
                    pod(", labels: {app: web}", "uploads", ""))
                .warnings())
        .as("it is going away, and nobody waits for it")
        .anyMatch(w -> w.startsWith("Volume uploads may be written by pod shell"));
  }

  @Test
  void saysThatWhatIsDumpedIsNotStoppedThoughItWritesMore() {
    String database =
        pod(", labels: {app: db}", "uploads", "").replace("name: shell", "name: db-0");

    assertThat(
            discover(
                    Map.of(),
                    yaml ->
                        yaml.replace(
                            "volumeMounts: [{name: data, mountPath: /var/lib/postgresql/data}]",
                            "volumeMounts: [{name: data, mountPath: /var/lib/postgresql/data}, {name: u, mountPath: /u}]\n      volumes: [{name: u, persistentVolumeClaim: {claimName: uploads}}]"),
                    database)
                .warnings())
        .anyMatch(
            w -> w.startsWith("Volume uploads may be written by StatefulSet db, whose database"));
  }

  @Test
  void namesWhatMakesObjectsAndIsNotBackedUp() {
    String service =
        "apiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: shop%s}\nspec: {}";

    assertThat(
            warnings(
                service.formatted(owner("Cluster", "orders")),
                pod(owner("Kafka", "events"), "uploads", "")))
        .anyMatch(w -> w.startsWith("Cluster orders makes objects"))
        .anyMatch(w -> w.startsWith("Kafka events makes objects"))
        .noneMatch(w -> w.startsWith("Pod shell is of no workload"));
    assertThat(warnings(pod("", "uploads", "")))
        .anyMatch(w -> w.startsWith("Pod shell is of no workload"));
    assertThat(warnings(pod(", labels: {drydock.dev/exclude: 'true'}", "uploads", "")))
        .noneMatch(w -> w.startsWith("Pod shell"));
    assertThat(warnings(pod(owner("Job", "import"), "uploads", "")))
        .noneMatch(w -> w.contains("makes objects") || w.contains("of no workload"));
  }

  @Test
  void saysOfEveryVolumeThatIsNoClaimThatItIsNotBackedUp() {
    assertThat(withVolume("nfs: {server: nas, path: /export}"))
        .anyMatch(w -> w.startsWith("Workload web mounts volume more (nfs) without a claim"));
    assertThat(withVolume("csi: {driver: smb.csi.k8s.io}"))
        .anyMatch(w -> w.startsWith("Workload web mounts volume more (csi)"));
    assertThat(withVolume("futureDisk: {id: 1}"))
        .anyMatch(w -> w.startsWith("Workload web mounts volume more (futureDisk)"));
    assertThat(withVolume("hostPath: {path: /srv}")).anyMatch(w -> w.contains("/srv of its node"));
    for (String source :
        List.of(
            "emptyDir: {}",
            "projected: {sources: []}",
            "downwardAPI: {items: []}",
            "csi: {driver: secrets-store.csi.k8s.io}",
            "ephemeral: {volumeClaimTemplate: {spec: {}}}")) {
      assertThat(withVolume(source)).noneMatch(w -> w.startsWith("Workload web mounts"));
    }
  }

  private static List<String> withVolume(String source) {
    return discover(
            Map.of(),
            yaml ->
                yaml.replace(
                    "      - {name: settings, configMap: {name: web-settings}}",
                    "      - {name: settings, configMap: {name: web-settings}}\n      - {name: more, %s}"
                        .formatted(source)))
        .warnings();
  }

  @Test
  void keepsTheManifestOfAClaimThatOthersMadeAndNothingOfOneThatGoesWithItsPod() {
    ApplicationManifest shop =
        discover(
            Map.of(),
            yaml -> yaml,
            claim("orders-1", owner("Cluster", "orders")),
            claim("web-5d4-x-scratch", owner("Pod", "web-5d4-x")));

    assertThat(shop.volumes())
        .extracting(Volume::name)
        .contains("orders-1")
        .doesNotContain("web-5d4-x-scratch");
    assertThat(Objects.requireNonNull(shop.cluster()).manifests())
        .containsKey("persistentvolumeclaim/orders-1.yaml")
        .doesNotContainKey("persistentvolumeclaim/web-5d4-x-scratch.yaml");
  }

  @Test
  void labelsOfPodsChooseTheirWorkloadsAndClaims() {
    ApplicationManifest shop =
        discover(
            Map.of("app", "web"),
            yaml -> yaml,
            pod(", labels: {app: web, x: y}" + owner("Rollout", "r"), "old", ""),
            claim("old", ""));

    assertThat(shop.services()).extracting(s -> s.name()).containsExactly("web");
    assertThat(shop.volumes()).extracting(Volume::name).contains("uploads");
    assertThat(Objects.requireNonNull(shop.cluster()).manifests())
        .containsKey("deployment.apps/web.yaml");
    assertThat(
            discover(
                    Map.of("run", "by-hand"),
                    yaml -> yaml,
                    pod(", labels: {run: by-hand}", "old", ""),
                    claim("old", ""))
                .volumes())
        .extracting(Volume::name)
        .containsExactly("old");
  }

  @Test
  void choosesAClaimThatOnlyAnInitialContainerMounts() {
    ApplicationManifest shop =
        discover(
            Map.of("part-of", "shop"),
            yaml ->
                yaml.replace(
                        "      containers:\n      - name: web",
                        "      initContainers: [{name: i, image: i, volumeMounts: [{name: seed, mountPath: /s}]}]\n      containers:\n      - name: web")
                    .replace(
                        "      - {name: settings, configMap: {name: web-settings}}",
                        "      - {name: settings, configMap: {name: web-settings}}\n      - {name: seed, persistentVolumeClaim: {claimName: seed}}\n      - {name: dev, persistentVolumeClaim: {claimName: raw}}"),
            claim("seed", ""));

    assertThat(shop.volumes()).extracting(Volume::name).contains("seed");
    assertThat(shop.warnings()).anyMatch(w -> w.contains("raw is a block device"));
  }
}
