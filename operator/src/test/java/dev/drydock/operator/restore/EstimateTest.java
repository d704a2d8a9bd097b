// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.api.v1alpha1.Progress;
import dev.drydock.api.v1alpha1.ResolvedSource;
import dev.drydock.api.v1alpha1.RestoreRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class EstimateTest {
  private static final long GIB = 1L << 30;
  private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");

  @Test
  void assumesARateWhereNothingWasMeasured() {
    assertThat(Estimate.of(4 * GIB, "shop", List.of())).isEqualTo(Duration.ofSeconds(60 + 103));
  }

  @Test
  void usesTheRateAndTheOverheadOfTheNewestRestoreOfTheApplication() {
    var measured = measured("shop", 2 * GIB, Duration.ofSeconds(20), Duration.ofSeconds(50));

    assertThat(Estimate.of(4 * GIB, "shop", List.of(measured)))
        .isEqualTo(Duration.ofSeconds(30 + 40));
  }

  @Test
  void doesNotCompareWithAnotherApplication() {
    var measured = measured("blog", 2 * GIB, Duration.ofSeconds(20), Duration.ofSeconds(50));

    assertThat(Estimate.of(0, "shop", List.of(measured))).isEqualTo(Duration.ofMinutes(1));
  }

  private static RestoreRequest measured(
      String application, long bytes, Duration fetch, Duration total) {
    var source = new ResolvedSource("run", Map.of(), StatusDraft.time(START), application);
    var request = new RestoreRequest();
    request.setStatus(
        new StatusDraft(StatusDraft.empty(), START, 1L)
            .started()
            .resolved(source, List.of(), Duration.ZERO)
            .progress(new Progress(100, bytes, bytes, 1L, null, null, null))
            .timed(StatusDraft.TimedStep.Fetch, fetch)
            .timed(StatusDraft.TimedStep.Total, total)
            .complete("Restored", "Done.")
            .build());
    return request;
  }
}
