// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.cli;

import dev.drydock.mover.repository.Id;
import dev.drydock.mover.repository.LockMode;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.RepositoryLock;
import dev.drydock.mover.snapshot.FindOperation;
import dev.drydock.mover.snapshot.FindRequest;
import dev.drydock.mover.snapshot.Node;
import dev.drydock.mover.snapshot.PathPattern;
import dev.drydock.mover.snapshot.Problem;
import dev.drydock.mover.snapshot.Progress;
import dev.drydock.mover.snapshot.SnapshotPath;
import dev.drydock.mover.snapshot.StoredSnapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "find",
    description = {
      "Finds files in snapshots, the newest snapshot first.",
      "A pattern with a slash at its beginning is a whole path, any other the end of one;",
      "* and ? stand for characters of a name, [a-z] for one of some, ** for any names."
    },
    mixinStandardHelpOptions = true)
final class FindCommand extends AbstractCommand {
  @Parameters(arity = "1..*", paramLabel = "PATTERN", description = "What to look for.")
  private List<String> patterns = List.of();

  @Option(
      names = {"-s", "--snapshot"},
      paramLabel = "ID",
      description = "Only in this snapshot, or latest; repeatable.")
  private List<String> ids = List.of();

  @Mixin private SnapshotFilter filter = new SnapshotFilter();

  @Option(
      names = {"-i", "--ignore-case"},
      description = "Takes letters of both cases for the same.")
  private boolean ignoreCase;

  @Option(
      names = "--oldest",
      paramLabel = "TIME",
      description = "Only what was modified at this time or later, RFC 3339.")
  private @Nullable Instant oldest;

  @Option(
      names = "--newest",
      paramLabel = "TIME",
      description = "Only what was modified at this time or before, RFC 3339.")
  private @Nullable Instant newest;

  @Option(
      names = {"-l", "--long"},
      description = "Shows modes, owners, sizes and times.")
  private boolean details;

  private @Nullable Id shown;
  private long count;

  @Override
  int execute() {
    FindRequest request =
        new FindRequest(
            patterns.stream().map(pattern -> PathPattern.parse(pattern, ignoreCase)).toList(),
            oldest,
            newest);
    try (Repository repository = open();
        RepositoryLock lock = repository.lock(LockMode.SHARED)) {
      ChosenSnapshots chosen = ChosenSnapshots.of(repository, ids, filter);
      List<String> problems = new ArrayList<>(chosen.problems());
      // What is found is shown at once; a bar would stand between.
      new FindOperation(repository, Progress.NONE)
          .find(request, chosen.snapshots(), this::show).stream()
              .map(Problem::message)
              .forEach(problems::add);
      report(chosen.snapshots().size(), problems);
      return problems.isEmpty() ? DONE : FAILED;
    }
  }

  private void show(StoredSnapshot stored, SnapshotPath path, Node node) {
    count++;
    if (json()) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("snapshot", stored.id().hex());
      line.putAll(Entries.describe(path, node));
      say(line);
      return;
    }
    if (!Objects.equals(stored.id(), shown)) {
      shown = stored.id();
      tell(
          "snapshot %s of %s, %s:",
          stored.id().brief(), stored.snapshot().time(), stored.snapshot().hostname());
    }
    tell("  %s", Entries.line(path, node, details));
  }

  private void report(int snapshots, List<String> problems) {
    if (json()) {
      say(Map.of("found", count, "snapshots", snapshots, "problems", problems));
      return;
    }
    problems.forEach(problem -> err().println("drydock: " + problem));
    err().flush();
    tell("found %d in %d snapshots", count, snapshots);
  }
}
