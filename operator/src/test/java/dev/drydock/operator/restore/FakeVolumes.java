// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.restore;

import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.JobResult;
import dev.drydock.mover.job.JobSpec;
import dev.drydock.mover.job.JobSpec.SwapAction;
import dev.drydock.operator.testing.FakeResults;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What jobs do to the places that are restored: each holds one text, and beside it what was fetched
 * and what was replaced. Lists the runs of the repository.
 */
final class FakeVolumes implements Function<JobSpec, Optional<JobResult>> {
  /** One place. */
  static final class Place {
    String content = "old";
    String restored = "";
    String previous = "";

    @Override
    public String toString() {
      return content
          + (restored.isEmpty() ? "" : ", restored " + restored)
          + (previous.isEmpty() ? "" : ", previous " + previous);
    }
  }

  final Map<String, Place> places = new TreeMap<>();
  final Deque<JobResult> nextFetches = new ArrayDeque<>();
  final Deque<JobResult> nextConfigurations = new ArrayDeque<>();
  final Deque<JobResult> nextSwaps = new ArrayDeque<>();
  final Deque<JobResult> nextObjects = new ArrayDeque<>();
  private final JobResult listed;

  FakeVolumes(JobResult listed) {
    this.listed = listed;
  }

  /** What all places hold, by component. */
  String contents() {
    return places.toString();
  }

  @Override
  public Optional<JobResult> apply(JobSpec spec) {
    return Optional.of(
        switch (spec) {
          case JobSpec.ListRuns list -> listed;
          case JobSpec.Restore restore -> fetch(restore);
          case JobSpec.Swap swap -> swap(swap);
          case JobSpec.CreateObjects create ->
              nextObjects.isEmpty() ? FakeResults.success(create) : nextObjects.remove();
          default -> throw new IllegalArgumentException(spec.toString());
        });
  }

  /** Whether a job fetches data, and not only the configuration that goes first. */
  static boolean fetchesData(JobSpec spec) {
    return spec instanceof JobSpec.Restore restore && !onlyConfiguration(restore);
  }

  /** Whether a job that fetches or swaps does so with configuration only. */
  static boolean onlyConfiguration(JobSpec spec) {
    return switch (spec) {
      case JobSpec.Restore restore ->
          restore.items().stream().allMatch(i -> i.name().equals("configuration"));
      case JobSpec.Swap swap ->
          swap.items().stream().allMatch(i -> i.name().equals("configuration"));
      default -> false;
    };
  }

  private JobResult fetch(JobSpec.Restore restore) {
    for (var name : restore.items().stream().map(JobSpec.RestoreItem::name).distinct().toList()) {
      var place = place(name);
      if (!place.restored.isEmpty()) {
        return JobResult.failed(FailureReason.TargetNotEmpty, name + " is not empty.");
      }
      place.restored = "new";
    }
    var next = onlyConfiguration(restore) ? nextConfigurations : nextFetches;
    return next.isEmpty() ? FakeResults.success(restore) : next.remove();
  }

  private JobResult swap(JobSpec.Swap swap) {
    swap.items().stream()
        .map(JobSpec.SwapItem::name)
        .distinct()
        .forEach(name -> change(swap.action(), place(name)));
    return nextSwaps.isEmpty() ? FakeResults.success(swap) : nextSwaps.remove();
  }

  private static void change(SwapAction action, Place place) {
    switch (action) {
      case Apply -> {
        if (!place.restored.isEmpty()) {
          place.previous = place.content;
          place.content = place.restored;
          place.restored = "";
        }
      }
      case RollBack -> {
        if (!place.previous.isEmpty()) {
          place.restored = place.content;
          place.content = place.previous;
          place.previous = "";
        }
      }
      case Commit -> {
        place.restored = "";
        place.previous = "";
      }
    }
  }

  private Place place(String component) {
    return places.computeIfAbsent(component, c -> new Place());
  }
}
