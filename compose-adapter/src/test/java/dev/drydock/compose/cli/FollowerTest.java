// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.api.v1alpha1.Condition;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FollowerTest {
  private static final Condition WAITING = condition("Waiting", "It waits for BackupRun shop-4.");
  private static final Condition HELD = condition("Held", "Port 80 is taken.");

  @Test
  void tellsWhatIsWaitedForOnceOnALineOfItsOwn() {
    var out = new ByteArrayOutputStream();
    var line = new ProgressLine(new PrintStream(out, true, StandardCharsets.UTF_8), false);
    for (int i = 0; i < 3; i++) {
      line.note("Waiting: It waits for BackupRun shop-4.");
      line.show("RestoreRequest back: Queue", null);
    }
    line.note("Waiting: It waits for BackupRun shop-5.");

    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "Waiting: It waits for BackupRun shop-4.",
            "RestoreRequest back: Queue",
            "Waiting: It waits for BackupRun shop-5.");
  }

  @Test
  void knowsWhatIsWaitedFor() {
    assertThat(view(false, WAITING).waiting()).isEqualTo(WAITING);
    assertThat(view(false).waiting()).isNull();
  }

  @Test
  void whatWasAskedToGoOnStandsStillNoMore() {
    assertThat(view(false, HELD).held()).isEqualTo(HELD);
    assertThat(view(true, HELD).held()).isNull();
  }

  private static Follower.View view(boolean resumed, Condition... conditions) {
    return new Follower.View("Queue", null, List.of(conditions), resumed);
  }

  private static Condition condition(String type, String message) {
    return new Condition(type, "True", 1L, "2026-11-22T02:00:00Z", "Reason", message);
  }
}
