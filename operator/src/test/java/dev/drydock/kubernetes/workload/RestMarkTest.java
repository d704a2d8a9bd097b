// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.kubernetes.cluster.QuiesceMark;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RestMarkTest {
  private static final String DRYDOCK =
      "{manager: drydock, operation: Update, fieldsV1: {f:spec: {f:replicas: {}}}}";
  private static final String CONTROLLER =
      "{manager: kube-controller-manager, operation: Update, fieldsV1: {f:status: {f:replicas: {}}}}";
  private static final String PERSON =
      "{manager: kubectl, operation: Update, fieldsV1: {f:spec: {f:replicas: {}}}}";

  private static GenericKubernetesResource workload(
      String kind, int generation, int replicas, String mark, String managed) {
    return Serialization.unmarshal(
        """
        kind: %s
        metadata:
          name: web
          generation: %d
          annotations: {%s: "%s"}
          managedFields: [%s]
        spec: {replicas: %d}
        """
            .formatted(kind, generation, QuiesceMark.AT_REST, mark, managed, replicas),
        GenericKubernetesResource.class);
  }

  private static String mark(String kind, int generation, String managed) {
    return RestMark.of(workload(kind, generation, 0, "", managed));
  }

  @Test
  void whatNobodyScaledIsAtRestWhateverBecameOfItsStatusAndAnnotations() {
    String mark = mark("Deployment", 4, DRYDOCK);

    assertThat(RestMark.broken(workload("Deployment", 6, 0, mark, DRYDOCK + ", " + CONTROLLER)))
        .isEmpty();
  }

  @Test
  void scalingUpAndDownAgainIsSeenByWhoDidIt() {
    String mark = mark("Deployment", 4, DRYDOCK);

    assertThat(RestMark.broken(workload("Deployment", 6, 0, mark, PERSON))).isPresent();
  }

  @Test
  void theGenerationOfAStatefulSetCountsToo() {
    String mark = mark("StatefulSet", 4, DRYDOCK);

    assertThat(RestMark.broken(workload("StatefulSet", 4, 0, mark, DRYDOCK))).isEmpty();
    assertThat(RestMark.broken(workload("StatefulSet", 6, 0, mark, DRYDOCK))).isPresent();
  }

  @Test
  void sinceWhenItRestsIsWhenItWasMarked() {
    String managed =
        "{manager: drydock, operation: Update, time: '2026-01-01T10:00:00Z', fieldsV1: {f:metadata: {f:annotations: {'f:%s': {}}}}}"
            .formatted(QuiesceMark.AT_REST);

    assertThat(RestMark.since(workload("Deployment", 1, 0, "", managed + ", " + PERSON)))
        .contains(Instant.parse("2026-01-01T10:00:00Z"));
    assertThat(RestMark.since(workload("Deployment", 1, 0, "", DRYDOCK))).isEmpty();
  }
}
