// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WorkloadTroublesTest {
  private static final WorkloadId WEB = WorkloadId.parse("shop/Deployment/web");

  private static Event event(String type, String kind, String name, String message, String time) {
    return new EventBuilder()
        .withType(type)
        .withReason("FailedCreate")
        .withMessage(message)
        .withLastTimestamp(time)
        .withNewInvolvedObject()
        .withKind(kind)
        .withName(name)
        .endInvolvedObject()
        .build();
  }

  @Test
  void theNewestWarningOfItsOwnIsTold() {
    assertThat(
            WorkloadTroubles.of(
                WEB,
                List.of(
                    event(
                        "Warning",
                        "ReplicaSet",
                        "web-5d",
                        "exceeded quota",
                        "2026-11-22T08:02:00Z"),
                    event("Warning", "Pod", "web-5d-x", "Readiness", "2026-11-22T08:01:00Z"),
                    event("Normal", "Pod", "web-5d-x", "Pulled", "2026-11-22T08:03:00Z"),
                    event("Warning", "Pod", "webber", "other", "2026-11-22T08:04:00Z"),
                    event("Warning", "Job", "web-1", "other", "2026-11-22T08:04:00Z"))))
        .isEqualTo(" The cluster says of ReplicaSet web-5d: exceeded quota (FailedCreate)");
    assertThat(WorkloadTroubles.of(WEB, List.of())).isEmpty();
  }
}
