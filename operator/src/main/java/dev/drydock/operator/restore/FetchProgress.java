// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.restore;

import dev.drydock.api.v1alpha1.Progress;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.JobResult;
import dev.drydock.mover.job.JobResult.ComponentResult;
import dev.drydock.operator.platform.PreparedTarget;
import dev.drydock.operator.restore.Movers.Outcome.Running;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How far a fetch is. */
final class FetchProgress {
  private static final int WHOLE = 100;

  private FetchProgress() {}

  /** What the mover told last; null when it told nothing yet. */
  static @Nullable Progress of(Running running, long planned, Instant now) {
    var moving = running.progress();
    if (moving == null) {
      return null;
    }
    long done = moving.bytesDone();
    long total = Math.max(done, moving.bytesTotal() > 0 ? moving.bytesTotal() : planned);
    long seconds = Duration.between(running.since(), now).toSeconds();
    Long rate = seconds > 0 && done > 0 ? Long.valueOf(done / seconds) : null;
    Long left = rate != null && rate > 0 ? Long.valueOf((total - done) / rate) : null;
    var current = moving.current() == null ? moving.component() : moving.current();
    int percent = total == 0 ? 0 : (int) (WHOLE * (double) done / total);
    return new Progress(percent, done, total, moving.filesDone(), current, rate, left);
  }

  static Progress finished(long planned, JobResult result) {
    long bytes = result.components().stream().mapToLong(ComponentResult::bytes).sum();
    long files = result.components().stream().mapToLong(ComponentResult::files).sum();
    long all = bytes == 0 ? planned : bytes;
    return new Progress(WHOLE, all, all, files, null, null, null);
  }

  /** What the targets did not take, by component; empty when they took everything. */
  static String losses(JobResult result) {
    return result.components().stream()
        .filter(component -> !component.warnings().isEmpty())
        .map(component -> component.name() + ": " + component.warnings().getFirst())
        .collect(Collectors.joining(" "));
  }

  /**
   * A mover that forgot a component must not pass for one that restored it.
   *
   * @throws DrydockException InternalError
   */
  static void requireAll(
      List<PlanItem> items, RestorePlan plan, PreparedTarget prepared, JobResult result) {
    var withVolumes = new SwapPlaces(plan, prepared).configuration().isEmpty();
    var fetched =
        result.components().stream().map(ComponentResult::name).collect(Collectors.toSet());
    for (var item : items) {
      if (!fetched.contains(item.component())
          && !(withVolumes && item instanceof PlanItem.ConfigurationItem)) {
        throw new DrydockException(
            FailureReason.InternalError,
            "The mover said nothing about " + item.component() + ", which it was to fetch.");
      }
    }
  }
}
