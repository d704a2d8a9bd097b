// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.run;

import dev.drydock.api.v1alpha1.ComponentStatus;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.JobResult;
import dev.drydock.mover.job.JobResult.ComponentResult;
import dev.drydock.mover.job.JobResult.Failure;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a mover's result means for the run: a success only when every planned component has a
 * snapshot.
 *
 * @param failure why the backup failed; null when it is restorable
 * @param components each planned component with what came of it
 * @param added bytes added to the repository
 * @param total bytes that the application holds
 * @param unread how many files could not be read, as far as listed
 */
record RunOutcome(
    @Nullable Failure failure,
    List<ComponentStatus> components,
    long added,
    long total,
    int unread) {

  static RunOutcome of(List<String> planned, JobResult result) {
    Map<String, ComponentResult> results =
        result.components().stream()
            .collect(Collectors.toMap(ComponentResult::name, Function.identity(), (a, b) -> b));
    List<ComponentStatus> components =
        planned.stream().map(name -> status(name, results.get(name))).toList();
    return new RunOutcome(
        failure(planned, result, results),
        components,
        results.values().stream().mapToLong(ComponentResult::addedBytes).sum(),
        results.values().stream().mapToLong(ComponentResult::bytes).sum(),
        results.values().stream()
            .filter(r -> r.failure() == null)
            .mapToInt(r -> r.errors().size())
            .sum());
  }

  private static @Nullable Failure failure(
      List<String> planned, JobResult result, Map<String, ComponentResult> results) {
    List<ComponentResult> failed =
        planned.stream()
            .map(results::get)
            .filter(r -> r != null && r.failure() != null)
            .map(r -> (ComponentResult) r)
            .toList();
    if (!failed.isEmpty()) {
      return named(failed);
    }
    if (result.failure() != null) {
      return result.failure();
    }
    return planned.stream()
        .filter(name -> results.get(name) == null || results.get(name).snapshot() == null)
        .findFirst()
        .map(
            name ->
                new Failure(
                    FailureReason.InternalError,
                    "The mover ended well but made no snapshot of "
                        + name
                        + ". This is a defect in Drydock; please report it."))
        .orElse(null);
  }

  private static @Nullable Failure named(List<ComponentResult> failed) {
    Failure first = failed.getFirst().failure();
    if (first == null) {
      return null;
    }
    String others =
        failed.size() == 1
            ? ""
            : " Also failed: "
                + failed.stream()
                    .skip(1)
                    .map(ComponentResult::name)
                    .collect(Collectors.joining(", "))
                + ".";
    String name = failed.getFirst().name();
    String message =
        first.message().contains(name) ? first.message() : name + ": " + first.message();
    return new Failure(first.reason(), message + others);
  }

  private static ComponentStatus status(String name, @Nullable ComponentResult result) {
    if (result == null) {
      return new ComponentStatus(name, null, null, null, null, List.of());
    }
    Stream<String> failure =
        result.failure() == null ? Stream.of() : Stream.of(result.failure().message());
    return new ComponentStatus(
        name,
        result.failure() == null ? result.snapshot() : null,
        result.bytes(),
        result.files(),
        result.addedBytes(),
        Stream.concat(failure, result.errors().stream()).distinct().limit(20).toList());
  }
}
