// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.kubernetes.cluster.Namespaces;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

final class DemandTest {
  private static final String NAMESPACE =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web, annotations: {drydock.dev/replicas-before-backup: "3"}}
      spec:
        replicas: 0
        template:
          spec:
            initContainers: [{name: i}]
            containers:
            - {name: a, resources: {requests: {cpu: 500m, memory: 1Gi}, limits: {memory: 4Gi}}}
            - {name: b, resources: {limits: {cpu: "1"}}}
      ---
      apiVersion: apps/v1
      kind: StatefulSet
      metadata: {name: db}
      spec:
        replicas: 0
        template: {spec: {containers: [{name: a, resources: {requests: {cpu: "64"}}}]}}
      ---
      apiVersion: batch/v1
      kind: CronJob
      metadata: {name: nightly}
      spec: {suspend: true, jobTemplate: {spec: {template: {spec: {containers: [{name: a}]}}}}}
      """;

  @Test
  void countsWhatWillRunWithLimitsForRequestsAndDefaultsForNothing() {
    Demand demand = Demand.of(Namespaces.of("sandbox", NAMESPACE));

    assertThat(demand.pods()).isEqualTo(3);
    assertThat(demand.cpu()).isEqualByComparingTo(new BigDecimal("4.53"));
    assertThat(demand.memory())
        .isEqualByComparingTo(BigDecimal.valueOf(3 * ((1L << 30) + 2 * (32L << 20))));
  }

  @Test
  void theQuotaLeavesRoomForMoversAndChecks() {
    assertThat(new Demand(3, new BigDecimal("4.53"), BigDecimal.valueOf(10)).hard())
        .containsEntry("pods", new Quantity("13"))
        .containsEntry("requests.cpu", new Quantity("6436m"))
        .containsEntry("requests.memory", new Quantity("2147483660"));
  }
}
