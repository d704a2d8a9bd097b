// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.restore;

import static java.util.stream.Collectors.joining;

import dev.drydock.api.v1alpha1.ApplicationCheck;
import dev.drydock.api.v1alpha1.ExistingData;
import dev.drydock.api.v1alpha1.OnFailure;
import dev.drydock.api.v1alpha1.ResolvedSource;
import dev.drydock.api.v1alpha1.RestoreRequestSpec;
import dev.drydock.operator.status.GoDuration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Tells a plan to a person, one sentence for each step. */
final class PlanText {
  private static final long KIBI = 1024;

  private PlanText() {}

  /**
   * The sentences.
   *
   * @param idle services that use what is replaced and do not run now
   */
  static List<String> sentences(
      RestorePlan plan,
      List<String> idle,
      ResolvedSource source,
      RestoreRequestSpec spec,
      RestoreSettings settings) {
    var text = new ArrayList<String>();
    text.add(
        "Take run %s of application %s, as it was at %s."
            .formatted(source.run(), source.application(), source.time()));
    plan.leftOut().stream().map(why -> "Leave out: " + why).forEach(text::add);
    text.add(prepare(plan));
    if (!plan.sandbox()) {
      text.add(existing(plan, spec.existingData()));
    }
    if (plan.withConfiguration() && plan.cluster()) {
      text.add(
          plan.sandbox()
              ? "Make the Secrets, claims, workloads and other objects there, the workloads without replicas; leave out what would reach out of it."
              : "Make the Secrets, claims, workloads and other objects that are missing, the workloads without replicas; leave those that are there as they are.");
    } else if (plan.withConfiguration()) {
      text.add(
          "Fetch the configuration to the side first; pull or build the images that it names and that are not here.");
    }
    text.add(
        "Fetch %s (%s) to the side%s."
            .formatted(
                titles(plan),
                bytes(plan.bytes()),
                plan.sandbox() ? "" : ", while everything runs"));
    if (!plan.sandbox()) {
      text.add(
          plan.withConfiguration()
              ? (plan.cluster() ? "Scale to 0 all workloads of " : "Stop all workloads of project ")
                  + plan.target().project()
                  + " that run."
              : "Stop those that run of: "
                  + plan.services().stream().sorted().collect(joining(", "))
                  + ".");
    }
    text.add("Swap what was fetched into its place; what was there is kept until the end.");
    text.add(start(plan, settings.startTimeout()));
    if (!idle.isEmpty()) {
      text.add(
          "Leave as they are, not running: %s. Start them yourself afterwards."
              .formatted(String.join(", ", idle)));
    }
    text.add(checks(spec, plan.sandbox()));
    text.add(end(plan, spec));
    return text;
  }

  private static String prepare(RestorePlan plan) {
    var target = plan.target();
    return switch (target.kind()) {
      case InPlace ->
          plan.cluster()
              ? "Look for what is there in namespace " + target.project() + "."
              : "Make what is missing of project "
                  + target.project()
                  + ": volumes and directories.";
      case Elsewhere ->
          "Make project %s in %s: volumes and directories."
              .formatted(target.project(), target.directory());
      case Sandbox ->
          plan.cluster()
              ? "Make namespace %s, shut off from everything but the repository."
                  .formatted(target.project())
              : "Make sandbox "
                  + target.project()
                  + ": own volumes, no published ports, no way out.";
    };
  }

  private static String existing(RestorePlan plan, ExistingData existing) {
    return switch (existing) {
      case Fail ->
          "Refuse, with nothing changed, when one of these holds data: " + places(plan) + ".";
      case Overwrite ->
          "Replace what is there and in the backup; keep what the backup does not have, except among a database's files.";
      case Mirror ->
          "Replace everything that is there; of directories with configuration, only the files and directories that are configuration.";
    };
  }

  private static String start(RestorePlan plan, Duration timeout) {
    var within = ", and wait until healthy, at most " + GoDuration.format(timeout) + ".";
    if (plan.withConfiguration() && !plan.starts()) {
      return "Start nothing, as asked for.";
    }
    if (plan.cluster() && plan.withConfiguration()) {
      return "Scale the workloads up to the replicas that they had, in order" + within;
    }
    return plan.withConfiguration()
        ? "Start the application from the restored configuration, in order" + within
        : "Bring what was stopped back to the state it was in, in order" + within;
  }

  private static String checks(RestoreRequestSpec spec, boolean sandbox) {
    var checks = spec.checks();
    var otherwise =
        "If anything fails from the fetch on, "
            + (sandbox
                ? "remove the sandbox."
                : spec.onFailure() == OnFailure.Hold
                    ? "stand still there where nothing was before; otherwise put everything back as it was."
                    : "put everything back as it was.");
    return checks.isEmpty()
        ? "Run no checks; spec.checks names none. " + otherwise
        : "Check: "
            + checks.stream().map(ApplicationCheck::name).collect(joining("; "))
            + ". "
            + otherwise;
  }

  private static String end(RestorePlan plan, RestoreRequestSpec spec) {
    if (!plan.sandbox()) {
      return "Remove what was replaced.";
    }
    var target = spec.target();
    var sandbox = target == null ? null : target.sandbox();
    return "Remove the sandbox after "
        + (sandbox == null ? "0s" : sandbox.timeToLive())
        + ", with everything in it.";
  }

  private static String places(RestorePlan plan) {
    return files(plan).map(PlanItem::place).sorted().collect(joining(", "));
  }

  private static String titles(RestorePlan plan) {
    return files(plan).map(PlanItem::title).collect(joining(", "));
  }

  /** What is restored as files, which objects of a cluster are not. */
  private static Stream<PlanItem> files(RestorePlan plan) {
    return plan.items().stream()
        .filter(item -> !(plan.cluster() && item instanceof PlanItem.ConfigurationItem));
  }

  /** Bytes as people read them, such as 1.2 GiB. */
  static String bytes(long bytes) {
    if (bytes < KIBI) {
      return bytes + " B";
    }
    double amount = bytes;
    var units = List.of("KiB", "MiB", "GiB", "TiB", "PiB");
    int unit = -1;
    while (amount >= KIBI && unit < units.size() - 1) {
      amount /= KIBI;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %s", amount, units.get(unit));
  }
}
