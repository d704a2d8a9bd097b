// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.restore;

import static java.util.Comparator.comparing;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.JobResult.Run;
import dev.drydock.operator.ownership.Ownership;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which run of a repository is restored. Strict: when nothing matches, that is a failure which
 * names what is nearest; nothing else is taken instead.
 *
 * @param application application; null when the repository holds only one
 * @param policy policy that made the run; null for any
 * @param run this very run; null for the newest
 * @param asOf the run must not be younger; null for no limit
 * @param ownership only runs that are own by it; null for all
 */
record RunSelection(
    @Nullable String application,
    @Nullable String policy,
    @Nullable String run,
    @Nullable Instant asOf,
    @Nullable Ownership ownership) {
  private static final int CANDIDATES = 3;

  /**
   * The run to restore.
   *
   * @throws DrydockException SnapshotNotFound when none matches, InvalidRequest when it is not
   *     clear which application is meant
   */
  Run choose(List<Run> all) {
    if (all.isEmpty()) {
      throw notFound("The repository holds no run" + ofApplication() + ".");
    }
    var runs = ofTheApplication(own(all)).stream().sorted(comparing(Run::time).reversed()).toList();
    return run == null ? newest(runs) : named(runs, run);
  }

  /** All but those of somebody else who uses the same names, of another host that is alive. */
  private List<Run> own(List<Run> all) {
    if (ownership == null) {
      return all;
    }
    var own = all.stream().filter(r -> !r.policy().equals(policy) || ownership.isOwn(r)).toList();
    if (own.isEmpty()) {
      throw notFound(
          "The repository holds only runs that another installation made under the same names. To restore one of them, name the repository in spec.source.repository.");
    }
    return own;
  }

  /** The newest complete run not younger than asOf, whatever application or policy. */
  static java.util.Optional<Run> newestOfAll(List<Run> runs, @Nullable Instant asOf) {
    return runs.stream()
        .filter(Run::complete)
        .filter(r -> asOf == null || !r.time().isAfter(asOf))
        .max(comparing(Run::time));
  }

  private List<Run> ofTheApplication(List<Run> all) {
    var names = all.stream().map(Run::application).distinct().sorted().toList();
    if (application == null) {
      if (names.size() > 1 && run == null && policy == null) {
        throw new DrydockException(
            FailureReason.InvalidRequest,
            "The repository holds several applications: "
                + String.join(", ", names)
                + ". Name one in spec.source.application.");
      }
      return all;
    }
    var matching = all.stream().filter(r -> r.application().equals(application)).toList();
    if (matching.isEmpty()) {
      throw notFound(
          "The repository holds no run of application "
              + application
              + "; it holds "
              + String.join(", ", names)
              + ".");
    }
    return matching;
  }

  private Run named(List<Run> runs, String name) {
    var found =
        runs.stream()
            .filter(r -> r.run().equals(name))
            .findFirst()
            .orElseThrow(
                () -> notFound("The repository holds no run " + name + "." + candidates(runs)));
    if (!found.complete()) {
      throw notFound(
          "Run " + name + " is incomplete: it ended before its last snapshot." + candidates(runs));
    }
    if (asOf != null && found.time().isAfter(asOf)) {
      throw notFound(
          "Run %s is of %s, which is after asOf %s.".formatted(name, found.time(), asOf));
    }
    return found;
  }

  private Run newest(List<Run> runs) {
    var ofPolicy = runs.stream().filter(r -> policy == null || r.policy().equals(policy)).toList();
    if (ofPolicy.isEmpty()) {
      throw notFound(
          "The repository holds no run of policy %s%s. It holds runs of %s; restore one of them with spec.source.repository."
              .formatted(
                  policy,
                  ofApplication(),
                  runs.stream().map(Run::policy).distinct().sorted().toList()));
    }
    return newestOfAll(ofPolicy, asOf)
        .orElseThrow(
            () ->
                notFound(
                    "No complete run%s%s."
                            .formatted(
                                ofApplication(),
                                asOf == null ? "" : " is of " + asOf + " or before")
                        + candidates(ofPolicy)));
  }

  private String candidates(List<Run> newestFirst) {
    var complete = newestFirst.stream().filter(Run::complete);
    var sorted =
        asOf == null
            ? complete.toList()
            : complete
                .sorted(comparing((Run r) -> java.time.Duration.between(asOf, r.time()).abs()))
                .toList();
    if (sorted.isEmpty()) {
      return " There is no complete run at all, %d incomplete.".formatted(newestFirst.size());
    }
    return sorted.stream()
        .limit(CANDIDATES)
        .map(r -> r.run() + " (" + r.time() + ")")
        .collect(Collectors.joining(", ", " Nearest: ", "."));
  }

  private String ofApplication() {
    return application == null ? "" : " of application " + application;
  }

  private static DrydockException notFound(String message) {
    return new DrydockException(FailureReason.SnapshotNotFound, message);
  }
}
