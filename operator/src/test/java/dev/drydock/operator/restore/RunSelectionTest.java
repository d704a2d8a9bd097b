// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.JobResult.Run;
import dev.drydock.operator.ownership.Ownership;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RunSelectionTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  @Test
  void takesTheNewestCompleteRun() {
    var runs =
        List.of(
            run("a", "shop", "shop", 1, true),
            run("b", "shop", "shop", 2, true),
            run("c", "shop", "shop", 3, false));

    assertThat(new RunSelection("shop", "shop", null, null, null).choose(runs).run())
        .isEqualTo("b");
  }

  @Test
  void takesARunOfExactlyThatInstant() {
    var runs = List.of(run("a", "shop", "shop", 0, true), run("b", "shop", "shop", 1, true));

    assertThat(new RunSelection("shop", "shop", null, NOON, null).choose(runs).run())
        .isEqualTo("a");
  }

  @Test
  void failsRatherThanTakeAYoungerRunAndNamesTheNearest() {
    var runs = List.of(run("late", "shop", "shop", 9, true), run("near", "shop", "shop", 1, true));

    assertFailure(
        new RunSelection("shop", "shop", null, NOON, null),
        runs,
        FailureReason.SnapshotNotFound,
        "No complete run of application shop is of 2026-11-22T12:00:00Z or before. Nearest: near (2026-11-22T13:00:00Z), late (2026-11-22T21:00:00Z).");
  }

  @Test
  void saysWhenThereAreOnlyIncompleteRuns() {
    assertFailure(
        new RunSelection("shop", "shop", null, null, null),
        List.of(run("a", "shop", "shop", 0, false)),
        FailureReason.SnapshotNotFound,
        "no complete run at all, 1 incomplete");
  }

  @Test
  void restoresExactlyTheRunThatIsNamed() {
    var runs = List.of(run("a", "shop", "shop", 0, true), run("b", "shop", "shop", 1, true));

    assertThat(new RunSelection("shop", "shop", "a", null, null).choose(runs).run()).isEqualTo("a");
  }

  @Test
  void refusesANamedRunThatIsIncomplete() {
    var runs = List.of(run("a", "shop", "shop", 0, false), run("b", "shop", "shop", 1, true));

    assertFailure(
        new RunSelection("shop", "shop", "a", null, null),
        runs,
        FailureReason.SnapshotNotFound,
        "Run a is incomplete");
  }

  @Test
  void refusesANamedRunThatIsMissing() {
    assertFailure(
        new RunSelection("shop", "shop", "x", null, null),
        List.of(run("a", "shop", "shop", 0, true)),
        FailureReason.SnapshotNotFound,
        "holds no run x. Nearest: a");
  }

  @Test
  void takesTheOnlyApplicationOfARepository() {
    var runs = List.of(run("a", "shop", "shop", 0, true));

    assertThat(new RunSelection(null, null, null, null, null).choose(runs).run()).isEqualTo("a");
  }

  @Test
  void listsTheApplicationsWhenThereAreSeveral() {
    var runs = List.of(run("a", "shop", "shop", 0, true), run("b", "blog", "blog", 0, true));

    assertFailure(
        new RunSelection(null, null, null, null, null),
        runs,
        FailureReason.InvalidRequest,
        "blog, shop");
  }

  @Test
  void tellsAnotherPolicysRunsFromThisOnes() {
    var runs = List.of(run("a", "shop", "nightly", 0, true));

    assertFailure(
        new RunSelection("shop", "shop", null, null, null),
        runs,
        FailureReason.SnapshotNotFound,
        "[nightly]");
  }

  @Test
  void saysWhenTheRepositoryIsEmpty() {
    assertFailure(
        new RunSelection("shop", "shop", null, null, null),
        List.of(),
        FailureReason.SnapshotNotFound,
        "holds no run of application shop");
  }

  @Test
  void takesOnlyWhatIsThePolicysOwn() {
    var ownership = new Ownership("mine", NOON);
    var runs =
        List.of(
            owned("a", "before", -1),
            owned("b", "mine", 1),
            owned("b", "another", 1),
            owned("c", "another", 2));

    assertThat(new RunSelection("shop", "shop", null, null, ownership).choose(runs))
        .isEqualTo(runs.get(1));
    assertThat(new RunSelection("shop", "shop", "b", null, ownership).choose(runs.reversed()))
        .isEqualTo(runs.get(1));
    assertThat(new RunSelection("shop", "shop", null, NOON, ownership).choose(runs).run())
        .as("what an earlier policy made is inherited")
        .isEqualTo("a");
    assertFailure(
        new RunSelection("shop", "shop", null, null, ownership),
        runs.subList(2, 4),
        FailureReason.SnapshotNotFound,
        "only runs that another installation made");
  }

  private static Run owned(String name, String owner, int hours) {
    var run = run(name, "shop", "shop", hours, true);
    return new Run(
        name, "shop", "shop", owner, run.time(), true, Map.of("volume/v", owner), run.bytes());
  }

  private static void assertFailure(
      RunSelection selection, List<Run> runs, FailureReason reason, String message) {
    assertThatThrownBy(() -> selection.choose(runs))
        .hasMessageContaining(message)
        .isInstanceOfSatisfying(
            DrydockException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private static Run run(
      String name, String application, String policy, int hours, boolean complete) {
    return new Run(
        name,
        application,
        policy,
        null,
        NOON.plusSeconds(hours * 3600L),
        complete,
        Map.of(),
        Map.of());
  }
}
