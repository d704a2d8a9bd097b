// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.kubernetes.cluster.NamespaceView;
import dev.drydock.kubernetes.cluster.Namespaces;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClaimUsersTest {
  private static final String CRON_JOB =
      """
      ---
      apiVersion: batch/v1
      kind: CronJob
      metadata: {name: nightly, namespace: shop}
      spec:
        suspend: SUSPENDED
        jobTemplate:
          spec:
            template:
              spec:
                containers: [{name: main, image: shop/web:1, volumeMounts: [{name: uploads, mountPath: /u}]}]
                volumes: [{name: uploads, persistentVolumeClaim: {claimName: uploads}}]
      """;
  private static final String POD =
      """
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: shell, namespace: shop LABELS}
      spec:
        containers: [{name: main, image: shop/web:1}]
        volumes: [{name: uploads, persistentVolumeClaim: {claimName: uploads}}]
      status: {phase: PHASE, conditions: [], containerStatuses: []}
      """;

  private static List<String> unstoppable(String more, String... claims) {
    NamespaceView view = Namespaces.shop(yaml -> yaml.stripTrailing() + "\n" + more);
    return new ClaimUsers(view).unstoppable(List.of(claims), (name, workload) -> true);
  }

  private static String pod(String phase, String labels) {
    return POD.replace("PHASE", phase).replace(" LABELS", labels);
  }

  @Test
  void whatDeploymentsAndStatefulSetsRunIsStopped() {
    assertThat(unstoppable("", "uploads", "data-db-0")).isEmpty();
  }

  @Test
  void whatIsOfAnotherApplicationIsNot() {
    assertThat(
            new ClaimUsers(Namespaces.shop())
                .unstoppable(List.of("uploads"), (name, workload) -> !name.equals("web")))
        .singleElement()
        .asString()
        .contains("kubectl -n shop scale deployment web --replicas=0");
  }

  @Test
  void aCronJobMayStartAtAnyTimeUnlessItIsSuspended() {
    assertThat(unstoppable(CRON_JOB.replace("SUSPENDED", "false"), "uploads"))
        .singleElement()
        .asString()
        .contains("kubectl -n shop patch cronjob nightly");
    assertThat(unstoppable(CRON_JOB.replace("SUSPENDED", "true"), "uploads")).isEmpty();
    assertThat(unstoppable(CRON_JOB.replace("SUSPENDED", "false"), "cache")).isEmpty();
  }

  @Test
  void aPodOfItsOwnHasToGoFirst() {
    assertThat(unstoppable(pod("Running", ""), "uploads"))
        .singleElement()
        .asString()
        .startsWith("Pod shell has a volume that is restored");
    assertThat(unstoppable(pod("Succeeded", ""), "uploads")).isEmpty();
    assertThat(
            unstoppable(
                pod("Running", ", labels: {app.kubernetes.io/managed-by: drydock}"), "uploads"))
        .as("movers are not in the way")
        .isEmpty();
  }
}
