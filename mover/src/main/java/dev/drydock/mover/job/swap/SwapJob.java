// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.job.swap;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.JobResult;
import dev.drydock.mover.job.JobResult.ComponentResult;
import dev.drydock.mover.job.JobResult.Failure;
import dev.drydock.mover.job.JobSpec;
import dev.drydock.mover.snapshot.ByteString;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Swaps trees. Apply ends with the first failure; RollBack and Commit do what they can. */
public final class SwapJob {
  private final JobSpec.Swap spec;

  /** Executes a swap. */
  public SwapJob(JobSpec.Swap spec) {
    this.spec = spec;
  }

  /** Executes it. */
  public JobResult run() {
    List<ComponentResult> results = new ArrayList<>();
    Failure first = null;
    for (JobSpec.SwapItem item : spec.items()) {
      Failure failure =
          first != null && spec.action() == JobSpec.SwapAction.Apply
              ? new Failure(first.reason(), "not swapped, because another component failed")
              : swap(item);
      results.add(new ComponentResult(item.name(), null, 0, 0, 0, List.of(), failure));
      first = first == null ? failure : first;
    }
    return new JobResult(first, results, List.of(), null, 0, 0, 0, List.of(), null);
  }

  private @Nullable Failure swap(JobSpec.SwapItem item) {
    if (!isName(item.restored())
        || !isName(item.previous())
        || !item.entries().stream().allMatch(SwapJob::isName)) {
      return new Failure(
          FailureReason.InvalidRequest,
          "the entries to swap in " + item.root() + " must be named by plain names");
    }
    try (PosixVolume volume = new PosixVolume(Path.of(item.root()))) {
      TreeSwap swap = new TreeSwap(volume, Names.of(item), Extent.of(item));
      switch (spec.action()) {
        case Apply -> swap.apply(item.mirror());
        case RollBack -> swap.rollBack();
        case Commit -> swap.commit();
      }
      return null;
    } catch (DrydockException e) {
      return new Failure(e.reason(), item.name() + ": " + e.getMessage());
    } catch (IOException e) {
      return new Failure(
          FailureReason.TargetUnwritable,
          "%s: %s stopped half-way: %s. Nothing is lost; it can be taken up again or rolled back"
              .formatted(item.name(), spec.action(), e));
    }
  }

  private static boolean isName(String name) {
    return ByteString.of(name).isFileName();
  }
}
