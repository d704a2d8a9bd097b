// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.api.v1alpha1.BackupType;
import dev.drydock.api.v1alpha1.Condition;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * kill -9 of the adapter, and of the mover, at many moments of a run: it ends complete or honestly
 * failed, the application is in its prior state, and the repository is sound.
 */
@TestInstance(Lifecycle.PER_CLASS)
final class KillIT {
  private static final int POINTS =
      Integer.getInteger("drydock.kill.points", Boolean.getBoolean("drydock.long") ? 30 : 5);

  private Path directory;
  private Shop shop;
  private long whole;

  @BeforeAll
  void open(@TempDir(cleanup = CleanupMode.NEVER) Path temporary) throws Exception {
    assumeTrue(DrydockHost.launcher() != null, "target/drydock is not built: mvn package");
    assumeTrue(ComposeProject.available(), "no Docker with Compose and the image drydock:dev");
    directory = temporary;
    shop = Shop.open("dd-it-kill", directory, "Stop");
    whole = timeOfARun();
  }

  @AfterAll
  void close() {
    if (shop != null) {
      shop.close();
    }
  }

  @Test
  void anAdapterThatIsKilledGoesOnWhereItWas() throws Exception {
    String states = shop.project.states();
    for (int point = 0; point < POINTS; point++) {
      BackupRun run = shop.startBackup(BackupType.Incremental);
      TimeUnit.MILLISECONDS.sleep(whole * point / POINTS);
      shop.host.kill();
      shop.host.start();
      assertEndsWell(shop.await(run), states);
    }
    shop.backup(BackupType.Incremental); // takes away the lock of who was killed last
    shop.restic("check", "--read-data");
  }

  @Test
  void aMoverThatIsKilledIsReplacedOrTheRunFailsHonestly() throws Exception {
    String states = shop.project.states();
    int killed = 0;
    for (int point = 0; point < POINTS; point++) {
      BackupRun run = shop.startBackup(BackupType.Incremental);
      TimeUnit.MILLISECONDS.sleep(whole * point / POINTS);
      killed += killMovers();
      assertEndsWell(shop.await(run), states);
    }
    assertThat(killed).as("movers that were really killed").isPositive();
    shop.backup(BackupType.Incremental); // takes away the lock of who was killed last
    shop.restic("check", "--read-data");
  }

  private long timeOfARun() throws InterruptedException {
    shop.backup(BackupType.Full);
    long begin = System.nanoTime();
    shop.backup(BackupType.Incremental);
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
  }

  private int killMovers() {
    String movers =
        Shell.run(
                directory,
                Map.of(),
                "sh",
                "-c",
                "docker ps -q --filter label=dev.drydock.role=mover --filter name="
                    + shop.policy
                    + " | xargs -r docker kill")
            .output();
    return movers.lines().toList().size() - 1;
  }

  private void assertEndsWell(BackupRun run, String states) {
    Condition end = Shop.end(run.getStatus().conditions());
    assertThat(end.message()).isNotBlank();
    if (end.type().equals("Failed")) {
      assertThat(end.reason()).isNotEqualTo("InternalError");
    }
    assertThat(shop.project.states()).isEqualTo(states);
  }
}
