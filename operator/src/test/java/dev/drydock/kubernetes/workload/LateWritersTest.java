// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.kubernetes.cluster.Namespaces;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LateWritersTest {
  private static final Instant REST = Instant.parse("2026-01-01T10:00:00Z");
  private static final String WEB =
      """
      kind: Deployment
      apiVersion: apps/v1
      metadata: {name: web, namespace: shop}
      spec:
        replicas: 0
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec:
            containers: [{name: web, image: web, volumeMounts: [{name: u, mountPath: /u}]}]
            volumes: [{name: u, persistentVolumeClaim: {claimName: uploads}}]
      """;

  private static List<String> find(String created, String labels, boolean readOnly, String claim) {
    String pod =
        """
        kind: Pod
        apiVersion: v1
        metadata: {name: import, namespace: shop, creationTimestamp: "%s", labels: %s}
        spec:
          containers: [{name: c, image: c, volumeMounts: [{name: u, mountPath: /u, readOnly: %s}]}]
          volumes: [{name: u, persistentVolumeClaim: {claimName: %s}}]
        status: {phase: Succeeded}
        """
            .formatted(created, labels, readOnly, claim);
    return LateWriters.find(
        Namespaces.of("shop", WEB + "---\n" + pod),
        workload -> workload.name().equals("web"),
        REST);
  }

  @Test
  void aPodThatWroteMeanwhileIsToldThoughItHasEnded() {
    assertThat(find("2026-01-01T10:00:05Z", "{}", false, "uploads"))
        .containsExactly("Pod import was started meanwhile and may have written to uploads.");
  }

  @Test
  void readersOthersAndThoseFromBeforeAreNot() {
    assertThat(find("2026-01-01T10:00:05Z", "{}", true, "uploads")).isEmpty();
    assertThat(find("2026-01-01T10:00:05Z", "{}", false, "cache")).isEmpty();
    assertThat(find("2026-01-01T09:59:59Z", "{}", false, "uploads")).isEmpty();
    assertThat(find("2026-01-01T10:00:05Z", "{app: web}", false, "uploads"))
        .as("its own pods are told of the workload")
        .isEmpty();
  }
}
