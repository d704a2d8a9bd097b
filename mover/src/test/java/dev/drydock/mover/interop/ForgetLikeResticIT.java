// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Keeps and drops what restic keeps and drops, for thousands of random histories under random
 * rules: hundreds of histories are in one repository, and each command decides on all of them. With
 * {@code -Ddrydock.long=true} they are others each time, and ten times as many.
 */
@SuppressWarnings("NullAway.Init")
final class ForgetLikeResticIT {
  private static final boolean LONG = Boolean.getBoolean("drydock.long");
  private static final int HISTORIES = 400;
  private static final int RULES = LONG ? 100 : 10;
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory;

  @Test
  void the_same_snapshots_are_kept() throws Exception {
    Restic restic = Restic.any();
    Assumptions.assumeTrue(
        restic.isAtLeast(16), restic + " is older than 0.16, which had other rules");
    long seed = Long.getLong("drydock.forget.seed", LONG ? System.nanoTime() : 7);
    Histories histories = new Histories(seed);
    Path password = Files.writeString(directory.resolve("password"), "correct horse\n");
    Path path = directory.resolve("repository");
    int snapshots = histories.write(HISTORIES, path, "correct horse".getBytes(UTF_8));
    var drydock = new Drydock("-r", path.toString(), "-p", password.toString());
    var place = new Restic.Place(path.toString(), password, Map.of());
    int decisions = 0;
    for (int i = 0; i < RULES; i++) {
      List<String> rules = histories.rules();
      List<String> arguments = new ArrayList<>(List.of("--dry-run", "--json"));
      arguments.addAll(rules);
      String ours = drydock.succeed("forget", arguments.toArray(String[]::new)).out();
      arguments.addFirst("forget");
      arguments.replaceAll(argument -> argument.replace("=-1", "=unlimited"));
      String theirs = restic.run(place, arguments.toArray(String[]::new));
      TreeSet<String> kept = keptByRestic(theirs);
      assertThat(keptByUs(ours, snapshots))
          .as("%s forget %s, -Ddrydock.forget.seed=%d", restic, rules, seed)
          .isEqualTo(kept);
      assertThat(kept).isNotEmpty();
      decisions += HISTORIES;
    }
    System.out.printf(
        "Decided like %s on %d random histories, %d snapshots under %d sets of rules%n",
        restic, decisions, snapshots, RULES);
  }

  private static TreeSet<String> keptByRestic(String answer) throws Exception {
    TreeSet<String> kept = new TreeSet<>();
    JsonNode groups = JSON.readTree(answer.substring(answer.indexOf('[')));
    assertThat(groups).hasSize(HISTORIES);
    for (JsonNode group : groups) {
      group.path("keep").forEach(snapshot -> kept.add(snapshot.path("id").asText()));
    }
    return kept;
  }

  private static TreeSet<String> keptByUs(String answer, int snapshots) throws Exception {
    TreeSet<String> kept = new TreeSet<>();
    List<String> lines = answer.lines().toList();
    assertThat(lines).hasSize(snapshots);
    for (String line : lines) {
      JsonNode decision = JSON.readTree(line);
      if (decision.path("keep").asBoolean()) {
        kept.add(decision.path("id").asText());
      }
    }
    return kept;
  }
}
