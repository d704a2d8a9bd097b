// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.cli;

import dev.drydock.api.v1alpha1.CheckOutcome;
import dev.drydock.api.v1alpha1.Condition;
import dev.drydock.api.v1alpha1.ResolvedSource;
import dev.drydock.api.v1alpha1.RestoreRequest;
import dev.drydock.api.v1alpha1.RestoreRequestStatus;
import dev.drydock.api.v1alpha1.RestoreTimings;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a person reads when a restore has ended. */
final class RestoreReport {
  private RestoreReport() {}

  /** Prints it and returns the exit code: 0 complete, 1 failed or standing still. */
  static int print(RestoreRequest request, PrintStream out) {
    RestoreRequestStatus status = request.getStatus();
    ResolvedSource source = status.resolvedSource();
    if (source != null) {
      out.println("Source:  run " + source.run() + " of " + source.time());
    }
    for (String step : status.plan()) {
      out.println("  - " + step);
    }
    if (Boolean.TRUE.equals(request.getSpec().dryRun()) && status.estimate() != null) {
      out.println("Estimated time: " + status.estimate());
    }
    RestoreTimings timings = status.timings();
    if (timings != null) {
      List<String> parts = new ArrayList<>();
      add(parts, "stop", timings.stop());
      add(parts, "fetch", timings.fetch());
      add(parts, "apply", timings.apply());
      add(parts, "start", timings.start());
      add(parts, "checks", timings.checks());
      add(parts, "total", timings.total());
      if (!parts.isEmpty()) {
        out.println("Timings: " + String.join(", ", parts));
      }
    }
    for (CheckOutcome check : status.checks()) {
      out.println(
          "Check:   %s: %s%s"
              .formatted(
                  check.name(),
                  check.passed() ? "passed" : "FAILED",
                  check.message() == null ? "" : " (" + check.message() + ")"));
    }
    Condition held = Follower.View.of(request).held();
    if (held != null) {
      out.println("Stands still at step " + status.step() + ": " + held.message());
      return 1;
    }
    Condition end = Follower.View.of(request).end();
    if (end == null) {
      return 1;
    }
    out.println(end.type() + ": " + end.message());
    return end.type().equals("Complete") ? 0 : 1;
  }

  private static void add(List<String> parts, String name, @Nullable String duration) {
    if (duration != null) {
      parts.add(name + " " + duration);
    }
  }
}
