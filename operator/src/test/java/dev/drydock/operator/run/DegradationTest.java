// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class DegradationTest {
  @Test
  void saysOnAClusterWhatToTypeThere() {
    BackupRun run =
        Serialization.unmarshal(
            """
            metadata: {name: shop-1, namespace: shop}
            spec: {policyRef: {name: shop}, type: Full}
            status:
              step: Resume
              resolved:
                application: {kubernetes: {namespaces: [shop]}}
                repository: {s3: {bucket: b}, passwordSecretRef: {name: p}}
              quiesced:
              - {id: shop/StatefulSet/queue, service: queue, priorState: Running, order: 0, replicas: 1}
              - {id: shop/Deployment/web, service: web, priorState: Running, order: 1, replicas: 3}
            """,
            BackupRun.class);
    RunStatusEdit edit = new RunStatusEdit(run, Instant.EPOCH);

    Degradation.notResumed(
        edit, edit.quiesced, new DrydockException(FailureReason.PlatformError, "No answer."));

    assertThat(Objects.requireNonNull(edit.find(RunConditions.RESUMED)).message())
        .contains(
            "`kubectl -n shop scale statefulset/queue --replicas=1 && kubectl -n shop scale deployment/web --replicas=3`")
        .doesNotContain("docker");
  }
}
