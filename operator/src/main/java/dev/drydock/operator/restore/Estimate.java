// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.restore;

import dev.drydock.api.v1alpha1.RestoreRequest;
import dev.drydock.api.v1alpha1.RestoreRequestStatus;
import dev.drydock.operator.status.Conditions;
import dev.drydock.operator.status.GoDuration;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How long a restore will take: the bytes at the rate that the newest restore of the same
 * application was measured at, plus what that one needed besides fetching. Without one: {@value
 * #ASSUMED_MIB_PER_SECOND} MiB/s, and one minute to stop, swap, start and check.
 */
final class Estimate {
  private static final int ASSUMED_MIB_PER_SECOND = 40;
  private static final Duration ASSUMED_OVERHEAD = Duration.ofMinutes(1);
  private static final double NANOS = 1e9;

  private Estimate() {}

  static Duration of(long bytes, @Nullable String application, List<RestoreRequest> others) {
    return others.stream()
        .map(RestoreRequest::getStatus)
        .filter(Objects::nonNull)
        .filter(status -> measured(status, application))
        .max(Comparator.comparing(status -> String.valueOf(status.completionTime())))
        .map(status -> likeThat(bytes, status))
        .orElseGet(() -> assumed(bytes));
  }

  private static Duration assumed(long bytes) {
    return ASSUMED_OVERHEAD.plus(at((double) ASSUMED_MIB_PER_SECOND * 1024 * 1024, bytes));
  }

  private static boolean measured(RestoreRequestStatus status, @Nullable String application) {
    var source = status.resolvedSource();
    var timings = status.timings();
    var progress = status.progress();
    return Conditions.isTrue(status.conditions(), StatusDraft.COMPLETE)
        && source != null
        && Objects.equals(source.application(), application)
        && timings != null
        && timings.fetch() != null
        && timings.total() != null
        && progress != null
        && progress.bytesTotal() != null
        && progress.bytesTotal() > 0;
  }

  private static Duration likeThat(long bytes, RestoreRequestStatus status) {
    var timings = Objects.requireNonNull(status.timings());
    var fetch = GoDuration.parse(timings.fetch(), Duration.ZERO);
    var total = GoDuration.parse(timings.total(), Duration.ZERO);
    var progress = Objects.requireNonNull(status.progress());
    long then = Objects.requireNonNullElse(progress.bytesTotal(), 1L);
    // Durations in a status have whole seconds; a fetch of none took less than one.
    double seconds = Math.max(fetch.toNanos() / NANOS, 1);
    return total.minus(fetch).plus(at(then / seconds, bytes));
  }

  private static Duration at(double bytesPerSecond, long bytes) {
    return Duration.ofSeconds((long) Math.ceil(bytes / bytesPerSecond));
  }
}
