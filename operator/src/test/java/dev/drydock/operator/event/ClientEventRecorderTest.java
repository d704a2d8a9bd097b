// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.api.v1alpha1.BackupPolicy;
import dev.drydock.operator.testing.Policies;
import io.fabric8.kubernetes.api.model.Event;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class ClientEventRecorderTest {
  private static final Instant NOW = Instant.parse("2026-11-22T06:00:00.5Z");

  @Test
  void namesAnEventByWhatItSaysSoThatItIsCountedAndNotRepeated() {
    Event first = event("SlotMissed", "one slot");
    assertThat(event("SlotMissed", "one slot").getMetadata().getName())
        .isEqualTo(first.getMetadata().getName())
        .startsWith("shop.");
    assertThat(event("SlotMissed", "two slots").getMetadata().getName())
        .isNotEqualTo(first.getMetadata().getName());
  }

  @Test
  void pointsAtItsObjectAsKubectlDescribeNeedsIt() {
    Event event = event("SlotMissed", "one slot");
    assertThat(event.getInvolvedObject().getKind()).isEqualTo("BackupPolicy");
    assertThat(event.getInvolvedObject().getApiVersion()).isEqualTo("drydock.dev/v1alpha1");
    assertThat(event.getInvolvedObject().getUid()).isEqualTo("uid-1");
    assertThat(event.getFirstTimestamp()).isEqualTo("2026-11-22T06:00:00Z");
    assertThat(event.getCount()).isEqualTo(1);
  }

  @Test
  void shortensMessagesThatTheApiWouldRefuse() {
    assertThat(event("X", "x".repeat(5000)).getMessage()).hasSize(1024);
  }

  private static Event event(String reason, String message) {
    BackupPolicy policy = Policies.policy("shop", Policies.spec(""));
    policy.getMetadata().setUid("uid-1");
    return ClientEventRecorder.event(policy, "Warning", reason, message, NOW);
  }
}
