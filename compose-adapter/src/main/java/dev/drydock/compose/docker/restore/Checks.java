// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.restore;

import dev.drydock.api.v1alpha1.ApplicationCheck;
import dev.drydock.api.v1alpha1.CheckOutcome;
import dev.drydock.api.v1alpha1.ExecCheck;
import dev.drydock.api.v1alpha1.HttpCheck;
import dev.drydock.api.v1alpha1.SqlCheck;
import dev.drydock.compose.docker.database.DatabaseContainers;
import dev.drydock.compose.docker.engine.ContainerSpec;
import dev.drydock.compose.docker.engine.ContainerView;
import dev.drydock.compose.docker.engine.DockerEngine;
import dev.drydock.compose.docker.engine.Durations;
import dev.drydock.compose.docker.engine.ProjectContainers;
import dev.drydock.compose.docker.engine.RunResult;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.operator.platform.ApplicationManifest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** Runs checks against the containers of a project. Safe for use by many threads. */
public final class Checks {
  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final String NO_CONTAINER = "service %s has no container";

  private final DockerEngine engine;
  private final DatabaseContainers databases;
  private final String image;
  private final Clock clock;

  /** Checks on an engine, with helpers of this image, which needs bash. */
  public Checks(DockerEngine engine, DatabaseContainers databases, String image, Clock clock) {
    this.engine = engine;
    this.databases = databases;
    this.image = image;
    this.clock = clock;
  }

  /** Runs one check. Never throws for one that fails. */
  public CheckOutcome run(String project, ApplicationManifest source, ApplicationCheck check) {
    Instant start = clock.instant();
    Optional<String> failure;
    String seen = "passed";
    try {
      Outcome outcome = outcome(project, source, check);
      failure = outcome.failure();
      seen = outcome.seen();
    } catch (RuntimeException e) {
      failure =
          Optional.of(
              e instanceof DrydockException known
                  ? Objects.requireNonNullElse(known.getMessage(), "failed")
                  : "the check could not run: " + e.getMessage());
    }
    Duration took = Duration.between(start, clock.instant());
    return new CheckOutcome(
        check.name(), failure.isEmpty(), failure.orElse(seen), took.toMillis() + "ms");
  }

  record Outcome(Optional<String> failure, String seen) {
    static Outcome passed(String seen) {
      return new Outcome(Optional.empty(), seen);
    }

    static Outcome failed(String why) {
      return new Outcome(Optional.of(why), why);
    }
  }

  private Outcome outcome(String project, ApplicationManifest source, ApplicationCheck check) {
    if (check.sql() != null) {
      return sql(project, source, check.sql());
    }
    if (check.http() != null) {
      return http(project, check.http());
    }
    if (check.exec() != null) {
      return exec(project, check.exec());
    }
    return Outcome.failed("the check says neither sql nor http nor exec");
  }

  private Outcome sql(String project, ApplicationManifest source, SqlCheck check) {
    var database =
        source.databases().stream()
            .filter(d -> d.name().equals(check.database()))
            .findFirst()
            .orElse(null);
    if (database == null) {
      return Outcome.failed("the backup has no database named " + check.database());
    }
    RunResult result = databases.query(project, database, check.query(), TIMEOUT);
    if (!result.succeeded()) {
      return Outcome.failed("the query failed: " + result.tail());
    }
    return judge(check, result.out());
  }

  static Outcome judge(SqlCheck check, String output) {
    String first = output.lines().findFirst().orElse("");
    String value = first.contains("|") ? first.substring(0, first.indexOf('|')) : first;
    if (check.equals() != null && !check.equals().equals(value)) {
      return Outcome.failed("the query returned %s, expected %s".formatted(value, check.equals()));
    }
    if (check.atLeast() != null) {
      try {
        if (new java.math.BigDecimal(value.strip())
                .compareTo(java.math.BigDecimal.valueOf(check.atLeast()))
            < 0) {
          return Outcome.failed(
              "the query returned %s, expected at least %d".formatted(value, check.atLeast()));
        }
      } catch (NumberFormatException e) {
        return Outcome.failed("the query returned '%s', which is no number".formatted(value));
      }
    }
    if (check.equals() == null && check.atLeast() == null && first.isEmpty()) {
      return Outcome.failed("the query returned nothing");
    }
    return Outcome.passed("the query returned " + value);
  }

  private Outcome http(String project, HttpCheck check) {
    ContainerView container = container(project, check.service()).orElse(null);
    if (container == null) {
      return Outcome.failed(NO_CONTAINER.formatted(check.service()));
    }
    boolean shared = container.networks().isEmpty() || container.networkMode().equals("host");
    RunResult result =
        engine.run(
            HttpProbe.container(
                    new ContainerSpec(image),
                    shared ? "127.0.0.1" : container.service(),
                    check.port(),
                    Objects.requireNonNullElse(check.path(), "/"))
                .network(shared ? "container:" + container.id() : container.networks().getFirst()),
            TIMEOUT);
    if (!result.succeeded()) {
      return Outcome.failed(
          "no answer from %s:%d: %s".formatted(check.service(), check.port(), result.tail()));
    }
    return HttpProbe.judge(check, result.out())
        .map(Outcome::failed)
        .orElseGet(() -> Outcome.passed("answered with status " + check.status()));
  }

  private Outcome exec(String project, ExecCheck check) {
    ContainerView container = container(project, check.service()).orElse(null);
    if (container == null) {
      return Outcome.failed(NO_CONTAINER.formatted(check.service()));
    }
    Duration timeout = Durations.parse(check.timeout(), Duration.ofSeconds(30));
    RunResult result = engine.exec(container.id(), check.command(), timeout).orElse(null);
    if (result == null) {
      return Outcome.failed("the command did not end within " + check.timeout());
    }
    return result.succeeded()
        ? Outcome.passed("the command succeeded")
        : Outcome.failed(
            "the command ended with status %d: %s".formatted(result.exitCode(), result.tail()));
  }

  private Optional<ContainerView> container(String project, String service) {
    return ProjectContainers.of(engine, project).ofService(service);
  }
}
