// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.cli;

import dev.drydock.api.v1alpha1.BackupPolicy;
import dev.drydock.api.v1alpha1.BackupPolicyStatus;
import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.api.v1alpha1.BackupRunStatus;
import dev.drydock.api.v1alpha1.Condition;
import dev.drydock.api.v1alpha1.RestoreRequest;
import dev.drydock.api.v1alpha1.RestoreRequestStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code drydock status}. */
@Command(
    name = "status",
    description = "Show every policy, the newest runs and restores, and what needs attention.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0: nothing needs attention", "1: something does", "2: bad usage"})
final class StatusCommand implements Callable<Integer> {
  private static final int NEWEST = 10;

  @Mixin private ClientOptions client = new ClientOptions();

  private final Clock clock = Clock.systemUTC();
  private final List<String> attention = new ArrayList<>();

  @Override
  public Integer call() {
    try (KubernetesClient api = client.connect()) {
      List<BackupPolicy> policies =
          api.resources(BackupPolicy.class).inAnyNamespace().list().getItems();
      if (policies.isEmpty()) {
        System.out.println("No BackupPolicy yet. Begin with: drydock apply -f policy.yaml");
        return 0;
      }
      System.out.print(policies(policies));
      List<BackupRun> runs =
          newest(api.resources(BackupRun.class).inAnyNamespace().list().getItems());
      if (!runs.isEmpty()) {
        System.out.print("\n" + runs(runs));
      }
      List<RestoreRequest> restores =
          newest(api.resources(RestoreRequest.class).inAnyNamespace().list().getItems());
      if (!restores.isEmpty()) {
        System.out.print("\n" + restores(restores));
      }
    }
    if (!attention.isEmpty()) {
      System.out.println("\nNeeds attention:");
      attention.forEach(line -> System.out.println("  - " + line));
    }
    return attention.isEmpty() ? 0 : 1;
  }

  private String policies(List<BackupPolicy> policies) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of("POLICY", "NAMESPACE", "LAST SUCCESS", "NEXT", "RPO", "RTO", "TESTED", "READY"));
    for (BackupPolicy policy : policies) {
      BackupPolicyStatus status = policy.getStatus();
      String name = policy.getMetadata().getName();
      if (status == null) {
        rows.add(List.of(name, policy.getMetadata().getNamespace(), "-", "-", "-", "-", "-", "-"));
        continue;
      }
      for (Condition condition : status.conditions()) {
        boolean bad =
            condition.status().equals(condition.type().equals("Stalled") ? "True" : "False")
                && !condition.type().equals("Reconciling");
        if (bad) {
          attention.add(
              "policy %s: %s: %s".formatted(name, condition.reason(), condition.message()));
        }
      }
      rows.add(
          List.of(
              name,
              policy.getMetadata().getNamespace(),
              status.lastSuccessfulRun() == null
                  ? "never"
                  : ago(status.lastSuccessfulRun().completionTime()),
              next(status),
              or(status.measured() == null ? null : status.measured().recoveryPoint()),
              or(status.measured() == null ? null : status.measured().recoveryTime()),
              condition(status.conditions(), "RestoreTested"),
              condition(status.conditions(), "Ready")));
    }
    return Output.table(rows);
  }

  private String runs(List<BackupRun> runs) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("BACKUP RUN", "TYPE", "PHASE", "STARTED", "DURATION", "SIZE", "ADDED"));
    for (BackupRun run : runs) {
      BackupRunStatus status = run.getStatus();
      rows.add(
          List.of(
              run.getMetadata().getName(),
              run.getSpec().type() == null ? "-" : run.getSpec().type().name(),
              status == null || status.phase() == null ? "Pending" : status.phase().name(),
              ago(status == null ? null : status.startTime()),
              or(status == null ? null : status.duration()),
              status == null || status.totalBytes() == null
                  ? "-"
                  : Output.size(status.totalBytes()),
              status == null || status.addedBytes() == null
                  ? "-"
                  : Output.size(status.addedBytes())));
    }
    return Output.table(rows);
  }

  private String restores(List<RestoreRequest> restores) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("RESTORE REQUEST", "PHASE", "RUN", "STARTED", "TOTAL"));
    for (RestoreRequest restore : restores) {
      RestoreRequestStatus status = restore.getStatus();
      rows.add(
          List.of(
              restore.getMetadata().getName(),
              status == null || status.phase() == null ? "Pending" : status.phase().name(),
              status == null || status.resolvedSource() == null
                  ? "-"
                  : status.resolvedSource().run(),
              ago(status == null ? null : status.startTime()),
              or(status == null || status.timings() == null ? null : status.timings().total())));
    }
    return Output.table(rows);
  }

  private static <T extends io.fabric8.kubernetes.api.model.HasMetadata> List<T> newest(
      List<T> objects) {
    return objects.stream()
        .sorted(Comparator.comparing((T o) -> o.getMetadata().getCreationTimestamp()).reversed())
        .limit(NEWEST)
        .toList();
  }

  private static String next(BackupPolicyStatus status) {
    if (status.nextRuns() == null) {
      return "-";
    }
    String full = status.nextRuns().full();
    String incremental = status.nextRuns().incremental();
    if (full == null || incremental == null) {
      return or(full == null ? incremental : full);
    }
    return Instant.parse(full).isBefore(Instant.parse(incremental)) ? full : incremental;
  }

  private static String condition(List<Condition> conditions, String type) {
    return conditions.stream()
        .filter(c -> c.type().equals(type))
        .map(Condition::status)
        .findFirst()
        .orElse("-");
  }

  private String ago(@Nullable String time) {
    if (time == null) {
      return "-";
    }
    Duration age = Duration.between(Instant.parse(time), clock.instant());
    if (age.toMinutes() < 1) {
      return Math.max(0, age.toSeconds()) + "s ago";
    }
    if (age.toHours() < 1) {
      return age.toMinutes() + "m ago";
    }
    return age.toDays() < 2 ? age.toHours() + "h ago" : age.toDays() + "d ago";
  }

  private static String or(@Nullable String text) {
    return text == null ? "-" : text;
  }
}
