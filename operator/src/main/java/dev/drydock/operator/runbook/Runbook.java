// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.runbook;

import dev.drydock.api.v1alpha1.BackupPolicySpec;
import dev.drydock.api.v1alpha1.ObjectivesSpec;
import dev.drydock.api.v1alpha1.ScheduleSpec;
import dev.drydock.mover.job.SnapshotLayout;
import dev.drydock.operator.platform.ApplicationManifest;
import dev.drydock.operator.platform.ApplicationManifest.Database;
import dev.drydock.operator.platform.ApplicationManifest.Volume;
import dev.drydock.operator.status.GoDuration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes the runbook of one application, in Markdown. It lies unencrypted beside the data, for
 * somebody who has nothing else, and so holds no secrets: only names, places and commands.
 */
public final class Runbook {
  private final String policy;
  private final BackupPolicySpec spec;
  private final ApplicationManifest application;
  private final RepositoryAddress repository;
  private final StringBuilder text = new StringBuilder();

  private Runbook(String policy, BackupPolicySpec spec, ApplicationManifest application) {
    this.policy = policy;
    this.spec = spec;
    this.application = application;
    repository = RepositoryAddress.of(spec.repository());
  }

  /**
   * The runbook.
   *
   * @param namespace namespace of the policy
   * @param policy name of the policy
   * @param spec the policy
   * @param application what it protects, as selected
   * @param run the run that it is written with
   * @param time time of the run's snapshots
   */
  public static String of(
      String namespace,
      String policy,
      BackupPolicySpec spec,
      ApplicationManifest application,
      String run,
      Instant time) {
    Runbook book = new Runbook(policy, spec, application);
    book.head(namespace, run, time);
    book.recover();
    book.parts();
    book.plain();
    book.contents();
    book.promise();
    return book.text.toString();
  }

  private void head(String namespace, String run, Instant time) {
    line("# Runbook: bring back %s", application.name());
    line("");
    line(
        "Written by Drydock with run `%s` of %s, from BackupPolicy `%s/%s`. Each run renews it.",
        run, time, namespace, policy);
    line("");
    line(
        "You need: this repository, **its password** (Secret `%s` of the policy, and wherever",
        spec.repository().passwordSecretRef().name());
    line(
        "you keep it apart from the host)%s, and a machine with Docker.",
        repository.needsCredentials() ? ", **the keys of the bucket**" : "");
    line("");
  }

  private void recover() {
    String directory =
        Objects.requireNonNullElse(application.directory(), "/srv/" + application.name());
    line("## 1. Everything, on a new host");
    line("");
    line("Install Docker and the `drydock` command (its README has both on the first page), then:");
    line("");
    line("```sh");
    credentials();
    line("install -m 600 /dev/stdin ./password    # paste the password, then Ctrl-D");
    line(
        "drydock recover --repository %s%s --password-file ./password \\",
        repository.address(), repository.options());
    line("    --application %s --into %s", application.name(), directory);
    line("```");
    line("");
    line("It restores the compose files, the environment, the volumes and the databases, starts");
    line("everything in order and waits until it is healthy. To see first what is there:");
    line("");
    line("```sh");
    line(
        "drydock repository snapshots --repository %s%s --password-file ./password",
        repository.address(), repository.options());
    line("```");
    line("");
  }

  private void parts() {
    line("## 2. A part, on the host that still runs");
    line("");
    line("Apply a RestoreRequest; with `dryRun: true` it only tells its plan:");
    line("");
    line("```yaml");
    line("apiVersion: drydock.dev/v1alpha1");
    line("kind: RestoreRequest");
    line("metadata: {name: %s-back}", policy);
    line("spec:");
    line("  source: {policyRef: {name: %s}}", policy);
    line("  # asOf: \"2026-01-31T07:59:00Z\"       # the newest backup at that time");
    example();
    line("  target: {inPlace: {}}");
    line("  existingData: Overwrite             # or Mirror: exactly as it was");
    line("  dryRun: true");
    line("```");
    line("");
  }

  private void example() {
    List<String> volumes = protectedVolumes().stream().map(Volume::name).toList();
    if (!volumes.isEmpty()) {
      line("  include: {volumes: [%s]}", volumes.getFirst());
    } else if (!application.databases().isEmpty()) {
      line("  include: {databases: [%s]}", application.databases().getFirst().name());
    } else {
      line("  include: {configuration: true}");
    }
  }

  private void plain() {
    line("## 3. Without Drydock");
    line("");
    line("The repository is in the restic format; stock restic (0.14 or newer) reads it:");
    line("");
    line("```sh");
    credentials();
    line("export RESTIC_REPOSITORY=%s", repository.address());
    line("export RESTIC_PASSWORD_FILE=./password");
    line(
        "restic %ssnapshots --host %s --tag policy=%s",
        repository.resticOptions(), application.name(), policy);
    for (Volume volume : protectedVolumes()) {
      restore(
          SnapshotLayout.volume(volume.name()),
          "then copy ./restored%s into %s `%s`"
              .formatted(
                  SnapshotLayout.volumePath(volume.name()),
                  volume.kind() == ApplicationManifest.VolumeKind.Bind ? "directory" : "volume",
                  volume.source()));
    }
    restore(
        SnapshotLayout.CONFIGURATION,
        "project files: ./restored%s/project".formatted(SnapshotLayout.CONFIGURATION_PATH));
    for (Database database : application.databases()) {
      line(
          "restic %sdump --host %s --tag policy=%s,component=%s latest %s > %s.dump",
          repository.resticOptions(),
          application.name(),
          policy,
          SnapshotLayout.database(database.name()),
          SnapshotLayout.databasePath(database.name()),
          database.name());
    }
    line("```");
    line("");
    for (Database database : application.databases()) {
      load(database);
    }
  }

  private void restore(String component, String hint) {
    line("# %s", hint);
    line(
        "restic %srestore latest --host %s --tag policy=%s,component=%s --target ./restored",
        repository.resticOptions(), application.name(), policy, component);
  }

  private void load(Database database) {
    switch (database.engine()) {
      case PostgreSQL -> {
        line(
            "Load `%s` into an empty server of the same image, `%s`:",
            database.name(), database.image());
        line("");
        line("```sh");
        line(
            "docker compose exec -T %s psql -U %s -d postgres < %s.dump",
            database.service(),
            Objects.requireNonNullElse(database.user(), "postgres"),
            database.name());
        line("```");
        line("");
      }
      case MariaDB, MySQL, Redis, SQLite, Command ->
          line(
              "`%s.dump` is loaded with the client of its own image, `%s`.%n",
              database.name(), database.image());
    }
  }

  private void contents() {
    line("## What is in it, and what is not");
    line("");
    line("| Part | What | Where it is in the snapshot |");
    line("|---|---|---|");
    for (Volume volume : protectedVolumes()) {
      line(
          "| volume %s | %s `%s` | `%s` |",
          volume.name(), volume.kind(), volume.source(), SnapshotLayout.volumePath(volume.name()));
    }
    for (Database database : application.databases()) {
      line(
          "| database %s | %s of service %s, image `%s` | `%s` |",
          database.name(),
          database.engine(),
          database.service(),
          database.image(),
          SnapshotLayout.databasePath(database.name()));
    }
    line(
        "| configuration | %d files and directories | `%s` |",
        application.configurationFiles().size(), SnapshotLayout.CONFIGURATION_PATH);
    line("");
    List<String> gaps = gaps();
    if (gaps.isEmpty()) {
      line("Nothing that was found is left out.");
    } else {
      line("**Not protected:**");
      line("");
      gaps.forEach(gap -> line("- %s", gap));
    }
    line("");
  }

  private List<String> gaps() {
    List<String> gaps = new ArrayList<>();
    application.volumes().stream()
        .filter(Volume::excluded)
        .map(v -> "volume `%s`: excluded; it comes back empty".formatted(v.name()))
        .forEach(gaps::add);
    gaps.addAll(application.warnings());
    return gaps;
  }

  private void promise() {
    line("## What was promised");
    line("");
    ObjectivesSpec objectives = spec.objectives();
    line("- Back within: %s", objective(objectives == null ? null : objectives.recoveryTime()));
    line(
        "- Losing at most the last: %s",
        objective(objectives == null ? null : objectives.recoveryPoint()));
    ScheduleSpec schedule = spec.schedule();
    if (schedule != null) {
      line(
          "- Schedule (%s): full `%s`, incremental `%s`",
          Objects.requireNonNullElse(schedule.timeZone(), "UTC"),
          schedule.full() == null ? "none" : schedule.full().cron(),
          schedule.incremental() == null ? "none" : schedule.incremental().cron());
    }
    line("");
    line("What was measured is in `kubectl describe backuppolicy %s`.", policy);
  }

  private static String objective(@Nullable String duration) {
    return duration == null ? "no objective" : GoDuration.format(GoDuration.parse(duration));
  }

  private List<Volume> protectedVolumes() {
    return application.volumes().stream()
        .filter(v -> !v.excluded() && v.database() == null)
        .toList();
  }

  private void credentials() {
    if (repository.needsCredentials()) {
      line("export AWS_ACCESS_KEY_ID=…  AWS_SECRET_ACCESS_KEY=…");
    }
    repository.environment().forEach(e -> line("export %s", e));
  }

  private void line(String format, Object... values) {
    text.append(values.length == 0 ? format : format.formatted(values)).append('\n');
  }
}
