// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.runbook;

import dev.drydock.api.v1alpha1.BackupPolicySpec;
import dev.drydock.api.v1alpha1.ObjectivesSpec;
import dev.drydock.api.v1alpha1.ScheduleSpec;
import dev.drydock.operator.platform.ApplicationManifest;
import dev.drydock.operator.status.GoDuration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes the runbook of one application, in Markdown. It lies unencrypted beside the data, for
 * somebody who has nothing else, and so holds no secrets: only names, places and commands.
 */
public final class Runbook {
  private Runbook() {}

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
    Facts facts =
        new Facts(
            namespace,
            policy,
            spec,
            application,
            run,
            time,
            RepositoryAddress.of(spec.repository()));
    Page page = new Page();
    head(facts, page);
    if (application.cluster() == null) {
      WholeSection.write(facts, page);
      PartSection.write(facts, page);
      PlainSection.write(facts, page);
    } else {
      ClusterSection.write(facts, application.cluster(), page);
    }
    ContentsSection.write(facts, page);
    promise(facts, page);
    return page.toString();
  }

  private static void head(Facts facts, Page page) {
    page.line("# Runbook: bring back %s", facts.application().name());
    page.gap();
    page.line(
        "Written by Drydock with run `%s` of %s, from BackupPolicy `%s/%s`. Each run renews it.",
        facts.run(), facts.time(), facts.namespace(), facts.policy());
    page.gap();
    page.line(
        "You need: this repository, **its password** (Secret `%s` of the policy, and wherever",
        facts.spec().repository().passwordSecretRef().name());
    page.line(
        "you keep it apart from the host)%s%s, and %s.",
        facts.repository().needsCredentials() ? ", **the keys of the bucket**" : "",
        facts.authorities() == null
            ? ""
            : ", the certificates of its server (Secret `%s`)"
                .formatted(facts.authorities().name()),
        facts.application().cluster() == null
            ? "a machine with Docker"
            : "a cluster and a machine with kubectl and restic");
    page.gap();
  }

  private static void promise(Facts facts, Page page) {
    page.line("## What was promised");
    page.gap();
    ObjectivesSpec objectives = facts.spec().objectives();
    page.line(
        "- Back within: %s", objective(objectives == null ? null : objectives.recoveryTime()));
    page.line(
        "- Losing at most the last: %s",
        objective(objectives == null ? null : objectives.recoveryPoint()));
    ScheduleSpec schedule = facts.spec().schedule();
    if (schedule != null) {
      page.line(
          "- Schedule (%s): full `%s`, incremental `%s`",
          Objects.requireNonNullElse(schedule.timeZone(), "UTC"),
          schedule.full() == null ? "none" : schedule.full().cron(),
          schedule.incremental() == null ? "none" : schedule.incremental().cron());
    }
    page.gap();
    page.line(
        "What was measured is in `kubectl describe backuppolicy -n %s %s`.",
        facts.namespace(), facts.policy());
  }

  private static String objective(@Nullable String duration) {
    return duration == null ? "no objective" : GoDuration.format(GoDuration.parse(duration));
  }
}
