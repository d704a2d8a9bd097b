// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.cli;

import static java.util.Objects.requireNonNull;

import dev.drydock.api.v1alpha1.ResolvedSource;
import dev.drydock.api.v1alpha1.RestoreRequest;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a person reads when a recovery has come to an end or to a stop, and what to type next. */
final class RecoveryReport {
  private RecoveryReport() {}

  static void recovered(ResolvedSource source, Instant begin, Instant end, PrintStream out) {
    out.printf(
        "Recovered %s in %s.%n",
        source.application(), Output.clock(Duration.between(begin, end).toSeconds()));
  }

  /** It failed, and what it fetched is kept. */
  static void held(RestoreRequest request, RecoveryOptions options, PrintStream out) {
    out.printf("%nThe recovery into %s is not done; nothing is lost.%n", options.directory());
    if (List.of("Start", "Check").contains(String.valueOf(request.getStatus().step()))) {
      var target = requireNonNull(request.getSpec().target()).application();
      String project = requireNonNull(requireNonNull(target).compose()).project();
      out.printf(
          "  Look:     docker compose -p %1$s ps --all; docker compose -p %1$s logs%n", project);
    }
    out.printf(
        "  Go on:    mend the cause, then type the same command again%n"
            + "  Give up:  type it with --discard, which removes what was fetched%n");
  }

  /** The command ends before the recovery does. */
  static void cutOff(PrintStream out) {
    out.println(
        "The recovery has not come to its end. Type the same command again: it goes on where it was.");
  }

  /**
   * What was begun is thrown away.
   *
   * @param project its project; null when nothing was begun
   */
  static void discarded(RecoveryOptions options, @Nullable String project, PrintStream out) {
    if (project == null) {
      out.printf("No recovery into %s was begun; nothing is changed.%n", options.directory());
      return;
    }
    out.printf(
        "What the recovery into %s had fetched is removed. Volumes without data and stopped containers of project %s may be left; docker ps --all, docker volume ls and docker network ls show them with --filter label=com.docker.compose.project=%s.%n",
        options.directory(), project, project);
  }
}
