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
import dev.drydock.operator.platform.ApplicationManifest;
import dev.drydock.operator.platform.check.CheckResult;
import dev.drydock.operator.platform.check.HttpProbe;
import dev.drydock.operator.platform.check.SqlAnswer;
import java.time.Clock;
import java.time.Duration;
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
    return CheckResult.measure(check, clock, () -> outcome(project, source, check));
  }

  private CheckResult outcome(String project, ApplicationManifest source, ApplicationCheck check) {
    if (check.sql() != null) {
      return sql(project, source, check.sql());
    }
    if (check.http() != null) {
      return http(project, check.http());
    }
    if (check.exec() != null) {
      return exec(project, check.exec());
    }
    return CheckResult.failed("the check says neither sql nor http nor exec");
  }

  private CheckResult sql(String project, ApplicationManifest source, SqlCheck check) {
    var database =
        source.databases().stream()
            .filter(d -> d.name().equals(check.database()))
            .findFirst()
            .orElse(null);
    if (database == null) {
      return CheckResult.failed("the backup has no database named " + check.database());
    }
    RunResult result = databases.query(project, database, check.query(), TIMEOUT);
    if (!result.succeeded()) {
      return CheckResult.failed("the query failed: " + result.tail());
    }
    return SqlAnswer.judge(check, result.out());
  }

  private CheckResult http(String project, HttpCheck check) {
    ContainerView container = container(project, check.service()).orElse(null);
    if (container == null) {
      return CheckResult.failed(NO_CONTAINER.formatted(check.service()));
    }
    boolean shared = container.networks().isEmpty() || container.networkMode().equals("host");
    RunResult result =
        engine.run(
            new ContainerSpec(image)
                .command(
                    HttpProbe.command(
                        shared ? "127.0.0.1" : container.service(),
                        check.port(),
                        Objects.requireNonNullElse(check.path(), "/")))
                .network(shared ? "container:" + container.id() : container.networks().getFirst()),
            TIMEOUT);
    if (!result.succeeded()) {
      return CheckResult.failed(
          "no answer from %s:%d: %s".formatted(check.service(), check.port(), result.tail()));
    }
    return HttpProbe.judge(check, result.out())
        .map(CheckResult::failed)
        .orElseGet(() -> CheckResult.passed("answered with status " + check.status()));
  }

  private CheckResult exec(String project, ExecCheck check) {
    ContainerView container = container(project, check.service()).orElse(null);
    if (container == null) {
      return CheckResult.failed(NO_CONTAINER.formatted(check.service()));
    }
    Duration timeout = Durations.parse(check.timeout(), Duration.ofSeconds(30));
    RunResult result = engine.exec(container.id(), check.command(), timeout).orElse(null);
    if (result == null) {
      return CheckResult.failed("the command did not end within " + check.timeout());
    }
    return result.succeeded()
        ? CheckResult.passed("the command succeeded")
        : CheckResult.failed(
            "the command ended with status %d: %s".formatted(result.exitCode(), result.tail()));
  }

  private Optional<ContainerView> container(String project, String service) {
    return ProjectContainers.of(engine, project).ofService(service);
  }
}
