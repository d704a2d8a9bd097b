// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.drydock.mover.job.RepositoryLocation;
import dev.drydock.mover.job.runner.Repositories;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.snapshot.BackupOperation;
import dev.drydock.mover.snapshot.BackupRequest;
import dev.drydock.mover.snapshot.BackupTarget;
import dev.drydock.mover.snapshot.InlineFiles;
import dev.drydock.mover.snapshot.Progress;
import dev.drydock.mover.snapshot.SnapshotPath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keeps and drops what restic keeps and drops, for random histories and many rules. */
final class ForgetLikeResticIT {
  private static final Instant NEWEST = Instant.parse("2026-03-31T23:30:00Z");
  private static final List<List<String>> RULES =
      List.of(
          List.of("--keep-last", "3"),
          List.of("--keep-hourly", "5"),
          List.of("--keep-daily", "7", "--keep-weekly", "4", "--keep-monthly", "12"),
          List.of("--keep-weekly", "60"),
          List.of("--keep-yearly", "10"),
          List.of("--keep-monthly", "100", "--keep-last", "1"),
          List.of("--keep-within", "1m"),
          List.of("--keep-within", "1y1m1d1h"),
          List.of("--keep-within", "14d", "--keep-daily", "3", "--keep-yearly", "1"));

  @TempDir private Path directory;

  @Test
  void the_same_snapshots_are_kept() throws Exception {
    List<Restic> judges = new ArrayList<>();
    for (Restic restic : Restic.all().toList()) {
      if (restic.isAtLeast(16)) { // before, an unused number did not keep the oldest snapshot
        judges.add(restic);
      }
    }
    Assumptions.assumeFalse(judges.isEmpty(), "only a restic older than 0.16, with other rules");
    Path password = Files.writeString(directory.resolve("password"), "correct horse\n");
    Path path = directory.resolve("repository");
    histories(new RepositoryLocation.Directory(path.toString(), password.toString()));
    var drydock = new Drydock("-r", path.toString(), "-p", password.toString());
    var place = new Restic.Place(path.toString(), password, Map.of());
    for (Restic restic : judges) {
      for (List<String> rules : RULES) {
        assertThat(ours(drydock, rules))
            .as("%s forget %s", restic, rules)
            .isEqualTo(theirs(restic, place, rules));
      }
    }
  }

  private static TreeSet<String> theirs(Restic restic, Restic.Place place, List<String> rules)
      throws Exception {
    List<String> arguments = new ArrayList<>(List.of("forget", "--dry-run", "--json"));
    arguments.addAll(rules);
    TreeSet<String> kept = new TreeSet<>();
    String answer = restic.run(place, arguments.toArray(String[]::new));
    for (JsonNode group : new ObjectMapper().readTree(answer.substring(answer.indexOf('[')))) {
      group.path("keep").forEach(snapshot -> kept.add(snapshot.path("id").asText()));
    }
    return kept;
  }

  private static TreeSet<String> ours(Drydock drydock, List<String> rules) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("--dry-run", "--json"));
    arguments.addAll(rules);
    TreeSet<String> kept = new TreeSet<>();
    for (String line :
        drydock.succeed("forget", arguments.toArray(String[]::new)).out().lines().toList()) {
      JsonNode decision = new ObjectMapper().readTree(line);
      if (decision.path("keep").asBoolean()) {
        kept.add(decision.path("id").asText());
      }
    }
    return kept;
  }

  /** Four hosts: one with many in a few days, one over years, one with gaps, one with two only. */
  private static void histories(RepositoryLocation location) {
    Random random = new Random(7);
    try (var opened = new Repositories(o -> o, Clock.systemUTC()).create(location, "test")) {
      for (int i = 0; i < 30; i++) {
        snapshot(opened.repository(), "often", NEWEST.minus(Duration.ofMinutes(97L * i)));
        snapshot(
            opened.repository(), "years", NEWEST.minus(Duration.ofHours(random.nextInt(40_000))));
        snapshot(opened.repository(), "gaps", NEWEST.minus(Duration.ofHours(i * i * 5L)));
      }
      snapshot(opened.repository(), "two", NEWEST);
      snapshot(opened.repository(), "two", NEWEST.minus(Duration.ofHours(1)));
    }
  }

  private static void snapshot(Repository repository, String host, Instant time) {
    var request =
        new BackupRequest(time, host, null, List.of(), List.of(), false, null, true, true);
    var source = InlineFiles.over(null, Map.of("file", new byte[] {1}), Instant.EPOCH);
    new BackupOperation(repository, Progress.NONE)
        .backUp(request, List.of(new BackupTarget(SnapshotPath.parse("/data"), source)));
  }
}
