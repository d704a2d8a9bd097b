// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.restore;

import static java.util.stream.Collectors.joining;

import dev.drydock.operator.platform.PreparedTarget;
import dev.drydock.operator.status.GoDuration;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** Says in one sentence what a restore has done. */
final class Summary {
  private Summary() {}

  static String of(
      Work work, RestorePlan plan, PreparedTarget prepared, List<String> idle, Duration total) {
    var source = Objects.requireNonNull(work.status().resolvedSource(), "source is not pinned");
    var target = plan.target();
    var where =
        switch (target.kind()) {
          case InPlace -> plan.cluster() ? "into namespace " + target.project() : "in place";
          case Elsewhere -> "as project " + target.project() + " in " + target.directory();
          case Sandbox -> "into sandbox " + target.project();
        };
    int checks = work.spec().checks().size();
    return "Restored %s from run %s of %s %s; %s; took %s."
            .formatted(
                plan.items().stream().map(PlanItem::title).collect(joining(", ")),
                source.run(),
                source.time(),
                where,
                checks == 0
                    ? "no checks to pass"
                    : checks + (checks == 1 ? " check passed" : " checks passed"),
                GoDuration.format(total))
        + leftAlone(SwapPlaces.leftAlone(prepared))
        + idle(plan, idle)
        + asleep(plan)
        + plan.leftOut().stream().map(why -> " Left out: " + why).collect(joining());
  }

  private static String idle(RestorePlan plan, List<String> services) {
    if (plan.cluster() && !services.isEmpty()) {
      return " Not running, as before: %s.".formatted(String.join(", ", services));
    }
    return services.isEmpty()
        ? ""
        : " Not running, as before: %s. Start them with: docker compose -p %s up -d %s"
            .formatted(
                String.join(", ", services), plan.target().project(), String.join(" ", services));
  }

  private static String asleep(RestorePlan plan) {
    var target = plan.target();
    return !plan.withConfiguration() || plan.starts()
        ? ""
        : " Not started, as asked for. Start it with: docker compose --project-directory %s -p %s up -d"
            .formatted(target.directory(), target.project());
  }

  private static String leftAlone(List<String> files) {
    return files.isEmpty()
        ? ""
        : " Files of the host's system were left alone: " + String.join(", ", files) + ".";
  }
}
