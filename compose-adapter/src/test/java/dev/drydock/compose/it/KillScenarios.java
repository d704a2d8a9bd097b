// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.api.v1alpha1.BackupType;
import dev.drydock.api.v1alpha1.Condition;
import dev.drydock.api.v1alpha1.RestoreRequest;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * kill -9 of the controller at every step, and of movers at many moments: what was asked for ends
 * complete, or honestly failed; the application is as it was, and the repository is sound.
 */
abstract class KillScenarios extends Scenarios {
  private static final int POINTS =
      Integer.getInteger("drydock.kill.points", Boolean.getBoolean("drydock.long") ? 30 : 4);

  private String whole;
  private String states;
  private Duration run;

  @Override
  String policy() {
    return """
    consistency: Stop
    hooks:
      pre: [{exec: {service: web, command: [touch, /tmp/before]}}]
      post: [{exec: {service: web, command: [touch, /tmp/after]}}]
    retention: {keepLast: 3}
    """;
  }

  @Test
  @Order(1)
  void aControllerThatIsKilledAtEveryStepOfARunGoesOn() throws Exception {
    whole = Goods.of(site);
    states = site.states();
    drydock.backUp(BackupType.Full);
    long begin = System.nanoTime();
    drydock.backUp(BackupType.Incremental);
    run = Duration.ofNanos(System.nanoTime() - begin);

    BackupRun started = drydock.start(BackupType.Incremental);
    Set<String> seen =
        killAtEveryStep(
            BackupRun.class,
            started.getMetadata().getName(),
            r -> r.getStatus() == null ? null : r.getStatus().step(),
            KillScenarios::isOver);

    assertThat(seen).contains("Move", "Resume");
    assertEndsWell(drydock.awaitEnd(started));
    site.bucket().restic(site.policy(), "check", "--read-data");
  }

  @Test
  @Order(2)
  void aMoverThatIsKilledIsReplacedOrTheRunFailsHonestly() {
    int killed = 0;
    for (int point = 0; point < POINTS; point++) {
      BackupRun started = drydock.start(BackupType.Incremental);
      Requests.pause(run.multipliedBy(point).dividedBy(POINTS));
      killed += site.killMovers();
      assertEndsWell(drydock.awaitEnd(started));
    }
    assertThat(killed).as("movers that were really killed").isPositive();
    drydock.backUp(BackupType.Incremental); // takes away the lock of who was killed last
    site.bucket().restic(site.policy(), "check", "--read-data");
  }

  @Test
  @Order(3)
  void aControllerThatIsKilledAtEveryStepOfARestoreGoesOn() throws Exception {
    assumeTrue(
        Boolean.getBoolean("drydock.long"),
        "drydock.long is not set: a restore with a start of the controller at each step takes minutes");
    Goods.damage(site);
    drydock.ask(
        "killed",
        """
        source: {policyRef: {name: %s}}
        existingData: Mirror
        checks:
        - {name: rows, sql: {database: db, query: "select count(*) from orders", atLeast: 2000}}
        """
            .formatted(site.policy()));

    Set<String> seen =
        killAtEveryStep(
            RestoreRequest.class,
            "killed",
            r -> r.getStatus() == null ? null : r.getStatus().step(),
            r -> r.getStatus() != null && "Done".equals(r.getStatus().step()));

    RestoreRequest ended = drydock.awaitDone("killed");
    assertThat(seen).contains("Fetch", "Stop", "Apply", "Start");
    assertThat(Requests.end(ended).type()).as("%s", ended.getStatus()).isEqualTo("Complete");
    site.awaitReady();
    assertThat(Goods.of(site)).isEqualTo(whole);
    assertThat(site.states()).isEqualTo(states);
    assertThat(site.leftovers()).isEmpty();
  }

  /** Kills the controller whenever the object is at a step where it was not killed yet. */
  private <T extends HasMetadata> Set<String> killAtEveryStep(
      Class<T> type, String name, Function<T, @Nullable String> step, Predicate<T> over)
      throws Exception {
    Set<String> seen = new LinkedHashSet<>();
    while (true) {
      T object =
          drydock.await(
              type,
              name,
              o -> {
                String at = step.apply(o);
                return over.test(o) || (at != null && !seen.contains(at));
              });
      if (over.test(object)) {
        return seen;
      }
      seen.add(step.apply(object));
      site.killController();
      site.startController();
    }
  }

  private static boolean isOver(BackupRun run) {
    return run.getStatus() != null && run.getStatus().completionTime() != null;
  }

  private void assertEndsWell(BackupRun ended) {
    Condition end = Requests.end(ended);
    assertThat(end.message()).isNotBlank();
    if (end.type().equals("Failed")) {
      assertThat(end.reason()).isNotEqualTo("InternalError");
    }
    drydock.await(BackupRun.class, ended.getMetadata().getName(), KillScenarios::isOver);
    assertThat(site.states()).isEqualTo(states);
    site.awaitReady();
  }
}
