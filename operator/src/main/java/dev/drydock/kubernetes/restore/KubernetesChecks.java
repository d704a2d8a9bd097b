// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.restore;

import dev.drydock.api.v1alpha1.ApplicationCheck;
import dev.drydock.api.v1alpha1.CheckOutcome;
import dev.drydock.api.v1alpha1.DatabaseEngine;
import dev.drydock.api.v1alpha1.ExecCheck;
import dev.drydock.api.v1alpha1.HttpCheck;
import dev.drydock.api.v1alpha1.SqlCheck;
import dev.drydock.kubernetes.cluster.Cluster;
import dev.drydock.kubernetes.cluster.NamespaceView;
import dev.drydock.kubernetes.cluster.PodExec;
import dev.drydock.kubernetes.cluster.Pods;
import dev.drydock.kubernetes.cluster.Workload;
import dev.drydock.kubernetes.cluster.WorkloadNames;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.platform.ApplicationManifest.Database;
import dev.drydock.operator.platform.TargetRequest;
import dev.drydock.operator.platform.check.CheckResult;
import dev.drydock.operator.platform.check.HttpProbe;
import dev.drydock.operator.platform.check.SqlAnswer;
import dev.drydock.operator.status.GoDuration;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs checks against the pods of a namespace. Safe for use by many threads. */
public final class KubernetesChecks {
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  /** By the socket, where the official image trusts its own container; what is asked comes last. */
  private static final String QUERY =
      """
      export PGUSER="${POSTGRES_USER:-postgres}"
      export PGDATABASE="${POSTGRES_DB:-$PGUSER}"
      export PGOPTIONS='-c default_transaction_read_only=on -c statement_timeout=60s'
      export PGPASSWORD="${POSTGRES_PASSWORD:-}"
      exec psql -AtqX -v ON_ERROR_STOP=1 -c "$1"
      """;

  private final Cluster cluster;
  private final PodExec exec;
  private final HttpJob http;
  private final Clock clock;

  /** Checks in a cluster, by HTTP from pods of this image, which needs bash. */
  public KubernetesChecks(KubernetesClient client, Cluster cluster, String image, Clock clock) {
    this.cluster = cluster;
    this.exec = new PodExec(client);
    this.http = new HttpJob(client, image, clock);
    this.clock = clock;
  }

  /** Runs one check. Never throws for one that fails. */
  public CheckOutcome run(TargetRequest target, ApplicationCheck check) {
    return CheckResult.measure(check, clock, () -> result(target, check));
  }

  private CheckResult result(TargetRequest target, ApplicationCheck check) {
    if (check.sql() != null) {
      return sql(target, check.sql());
    }
    if (check.http() != null) {
      return http(target.project(), check.http());
    }
    if (check.exec() != null) {
      return exec(target.project(), check.exec());
    }
    return CheckResult.failed("the check says neither sql nor http nor exec");
  }

  private CheckResult sql(TargetRequest target, SqlCheck check) {
    Database database =
        target.source().databases().stream()
            .filter(d -> d.name().equals(check.database()))
            .findFirst()
            .orElse(null);
    if (database == null) {
      return CheckResult.failed("the backup has no database named " + check.database());
    }
    if (database.engine() != DatabaseEngine.PostgreSQL) {
      return CheckResult.failed(
          "SQL checks need a PostgreSQL database; %s is %s. Use an exec check"
              .formatted(database.name(), database.engine()));
    }
    Pod pod = pod(target.project(), database.service(), database.instance());
    String container =
        pod.getSpec().getContainers().stream()
            .filter(c -> Objects.equals(c.getImage(), database.image()))
            .map(Container::getName)
            .findFirst()
            .orElseGet(() -> Pods.mainContainer(pod));
    PodExec.Result done =
        exec.run(pod, container, List.of("sh", "-c", QUERY, "query", check.query()), TIMEOUT);
    return done.status() == 0
        ? SqlAnswer.judge(check, done.out())
        : CheckResult.failed("the query failed: " + done.said());
  }

  private CheckResult http(String namespace, HttpCheck check) {
    Pod pod = pod(namespace, check.service(), null);
    String answer =
        http.ask(
            namespace,
            pod.getStatus().getPodIP(),
            check.port(),
            Objects.requireNonNullElse(check.path(), "/"));
    if (!answer.startsWith("HTTP/")) {
      return CheckResult.failed(
          "no answer from %s:%d: %s".formatted(check.service(), check.port(), answer.strip()));
    }
    return HttpProbe.judge(check, answer)
        .map(CheckResult::failed)
        .orElseGet(() -> CheckResult.passed("answered with status " + check.status()));
  }

  private CheckResult exec(String namespace, ExecCheck check) {
    Pod pod = pod(namespace, check.service(), null);
    Duration timeout = GoDuration.parse(check.timeout(), Duration.ofSeconds(30));
    PodExec.Result done = exec.run(pod, Pods.mainContainer(pod), check.command(), timeout);
    if (done.status() == PodExec.Result.LATE) {
      return CheckResult.failed("the command did not end within " + check.timeout());
    }
    return done.status() == 0
        ? CheckResult.passed("the command succeeded")
        : CheckResult.failed(
            "the command ended with status %d: %s".formatted(done.status(), done.said()));
  }

  private Pod pod(String namespace, String service, @Nullable String instance) {
    NamespaceView view = cluster.workloads(namespace);
    Optional<Workload> workload = new WorkloadNames(view.workloads()).find(service);
    return workload.stream()
        .flatMap(w -> view.pods().stream().filter(w::owns))
        .filter(pod -> instance == null || instance.equals(pod.getMetadata().getName()))
        .filter(pod -> Pods.isReady(pod) && pod.getStatus().getPodIP() != null)
        .min(Comparator.comparing(pod -> pod.getMetadata().getName()))
        .orElseThrow(
            () ->
                new DrydockException(
                    FailureReason.WorkloadUnhealthy,
                    instance == null
                        ? "no pod of workload %s is ready".formatted(service)
                        : "pod %s of workload %s, which has the database, is not there or not ready"
                            .formatted(instance, service)));
  }
}
