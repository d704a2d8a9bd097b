// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.cli;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.repository.HeldFiles;
import dev.drydock.mover.repository.Id;
import dev.drydock.mover.repository.LockMode;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.RepositoryLock;
import dev.drydock.mover.retention.Age;
import dev.drydock.mover.retention.Retention;
import dev.drydock.mover.retention.Retention.Candidate;
import dev.drydock.mover.retention.Retention.Decision;
import dev.drydock.mover.retention.RetentionRules;
import dev.drydock.mover.snapshot.ForgetOperation;
import dev.drydock.mover.snapshot.Progress;
import dev.drydock.mover.snapshot.PruneOperation;
import dev.drydock.mover.snapshot.Snapshots;
import dev.drydock.mover.snapshot.StoredSnapshot;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "forget",
    description = {
      "Removes snapshots: those that are named, or those that no rule keeps.",
      "Rules count snapshots of the same host and paths. Frees no space without --prune."
    },
    mixinStandardHelpOptions = true)
final class ForgetCommand extends AbstractCommand {
  private static final int MAX_UNUSED_PERCENT = 5;

  @Parameters(arity = "0..*", paramLabel = "SNAPSHOT", description = "Ids of snapshots.")
  private List<String> ids = List.of();

  @Option(names = "--keep-last", paramLabel = "N", description = "Keep the last N.")
  private int last;

  @Option(names = "--keep-hourly", paramLabel = "N", description = "Keep one of N hours.")
  private int hourly;

  @Option(names = "--keep-daily", paramLabel = "N", description = "Keep one of N days.")
  private int daily;

  @Option(names = "--keep-weekly", paramLabel = "N", description = "Keep one of N weeks.")
  private int weekly;

  @Option(names = "--keep-monthly", paramLabel = "N", description = "Keep one of N months.")
  private int monthly;

  @Option(names = "--keep-yearly", paramLabel = "N", description = "Keep one of N years.")
  private int yearly;

  @Option(
      names = "--keep-within",
      paramLabel = "AGE",
      description = "Keep all that are not older than the latest by this, such as 1y6m14d12h.")
  private @Nullable String within;

  @Option(
      names = {"-n", "--dry-run"},
      description = "Only say what would be removed.")
  private boolean dryRun;

  @Option(names = "--prune", description = "Then free the space.")
  private boolean prune;

  @Mixin private SnapshotFilter filter = new SnapshotFilter();

  @Override
  int execute() {
    RetentionRules rules =
        new RetentionRules(
            last,
            hourly,
            daily,
            weekly,
            monthly,
            yearly,
            within == null ? null : Age.parse(within));
    if (ids.isEmpty() == rules.isEmpty()) {
      throw new DrydockException(
          FailureReason.InvalidRequest,
          "either name snapshots to forget, or give rules to keep by");
    }
    try (Repository repository = open();
        RepositoryLock lock = repository.lock(LockMode.EXCLUSIVE)) {
      List<StoredSnapshot> removed = ids.isEmpty() ? byRules(repository, rules) : named(repository);
      HeldFiles held =
          dryRun ? HeldFiles.NONE : new ForgetOperation(repository).forget(ids(removed));
      tell(
          "%s %d snapshots",
          dryRun ? "would remove" : "removed", removed.size() - held.names().size());
      PruneCommand.tellHeld(this, held);
      if (json() && !held.isEmpty()) {
        say(Map.of("held", held.names(), "heldBecause", held.reasons()));
      }
      int code = held.isEmpty() ? DONE : DONE_WITH_LOSSES;
      if (prune) {
        Progress progress = ProgressBar.ifWatched(json(), err());
        try {
          PruneOperation operation = new PruneOperation(repository, progress);
          int pruned =
              PruneCommand.report(
                  this,
                  dryRun
                      ? operation.planWithout(ids(removed), MAX_UNUSED_PERCENT)
                      : operation.prune(MAX_UNUSED_PERCENT, false));
          code = Math.max(code, pruned);
        } finally {
          ProgressBar.end(progress);
        }
      }
      return code;
    }
  }

  private static Set<Id> ids(List<StoredSnapshot> snapshots) {
    return snapshots.stream().map(StoredSnapshot::id).collect(Collectors.toSet());
  }

  private List<StoredSnapshot> named(Repository repository) {
    Snapshots snapshots = new Snapshots(repository);
    List<StoredSnapshot> named = new ArrayList<>();
    for (String id : ids) {
      StoredSnapshot stored = snapshots.find(id);
      show(new Decision<>(stored, List.of()));
      named.add(stored);
    }
    return named;
  }

  private List<StoredSnapshot> byRules(Repository repository, RetentionRules rules) {
    record Group(String host, List<String> paths) {}
    List<Candidate<StoredSnapshot>> candidates =
        new Snapshots(repository)
            .list().stream()
                .filter(stored -> filter.test(stored.snapshot()))
                .map(stored -> new Candidate<>(stored, stored.snapshot().time()))
                .toList();
    List<StoredSnapshot> removed = new ArrayList<>();
    Retention.decide(
            candidates,
            stored ->
                new Group(
                    stored.snapshot().hostname(),
                    stored.snapshot().paths().stream().sorted().toList()),
            rules,
            Clock.systemUTC().instant())
        .forEach(
            (group, decisions) -> {
              tell("snapshots of %s, %s:", group.host(), String.join(" ", group.paths()));
              for (Decision<StoredSnapshot> decision : decisions) {
                show(decision);
                if (!decision.keep()) {
                  removed.add(decision.value());
                }
              }
            });
    return removed;
  }

  private void show(Decision<StoredSnapshot> decision) {
    if (json()) {
      say(
          Map.of(
              "id", decision.value().id().hex(),
              "keep", decision.keep(),
              "reasons", decision.reasons()));
    } else {
      tell(
          "  %-6s %s  %s  %s",
          decision.keep() ? "keep" : "remove",
          decision.value().id().brief(),
          decision.value().snapshot().time(),
          String.join(", ", decision.reasons()));
    }
  }
}
