// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.api.v1alpha1.BackupType;
import dev.drydock.api.v1alpha1.Condition;
import dev.drydock.api.v1alpha1.RestoreRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * What happens when daemons of the cluster itself fail. No other test may use the cluster
 * meanwhile: the build runs this class alone, after all others.
 */
final class ClusterFaultsIT extends Scenarios {
  /** Names a program that stops and starts daemons of the cluster. */
  private static final String VARIABLE = "DRYDOCK_TEST_CLUSTER";

  private static final Duration OUTAGE = Duration.ofMinutes(1);

  private ClusterSite cluster;
  private String whole;
  private String states;

  @Override
  Site site(Path directory) throws Exception {
    String program = System.getenv(VARIABLE);
    assumeTrue(
        program != null && !program.isBlank(),
        VARIABLE + " names no program that stops daemons of a cluster");
    assumeTrue(
        Boolean.getBoolean("drydock.long"),
        "drydock.long is not set: an outage of each daemon takes minutes");
    cluster = ClusterSite.open(directory);
    return cluster;
  }

  @Override
  String policy() {
    return "consistency: Stop\nretention: {keepLast: 5}";
  }

  @Test
  @Order(1)
  void aKubeletThatIsAwayInMidBackupEndsWell() {
    whole = Goods.of(site);
    states = site.states();
    drydock.backUp(BackupType.Full);

    BackupRun started = inMidBackup();
    control("kill", "kubelet");
    site.bucket().valve.open();
    Requests.pause(OUTAGE.dividedBy(2));
    control("start");

    endsWell(started);
  }

  @Test
  @Order(2)
  void anApiServerThatIsAwayForAMinuteInMidBackupEndsWell() throws Exception {
    BackupRun started = inMidBackup();
    control("kill", "kube-apiserver");
    site.bucket().valve.open();
    Requests.pause(OUTAGE);
    control("start");
    cluster.restartControllerIfItEnded();

    endsWell(started);
  }

  @Test
  @Order(3)
  void everythingComesBackIntoAClusterThatHasLostAllItKnew() throws Exception {
    control("empty");
    cluster.installAnew();

    RestoreRequest back =
        drydock.restore(
            "from-the-bucket",
            "source: {application: %s, repository: %s}"
                .formatted(site.applicationName(), drydock.repository()));

    assertThat(Requests.end(back).type()).as("%s", back.getStatus()).isEqualTo("Complete");
    assertThat(Goods.of(site)).isEqualTo(whole);
    assertThat(site.states()).isEqualTo(states);
  }

  /** A run whose mover waits for the bucket. */
  private BackupRun inMidBackup() {
    site.bucket().valve.shut();
    BackupRun started = drydock.start(BackupType.Incremental);
    drydock.await(
        BackupRun.class,
        started.getMetadata().getName(),
        r -> r.getStatus() != null && "Move".equals(r.getStatus().step()));
    cluster.awaitMover();
    return started;
  }

  private void endsWell(BackupRun started) {
    BackupRun ended =
        drydock.await(
            BackupRun.class,
            started.getMetadata().getName(),
            r -> r.getStatus().completionTime() != null);
    Condition end = Requests.end(ended);
    if (end.type().equals("Failed")) {
      assertThat(end.reason()).as(end.message()).isNotEqualTo("InternalError");
    }
    site.awaitReady();
    assertThat(site.states()).isEqualTo(states);
    drydock.backUp(BackupType.Incremental);
    assertThat(site.states()).isEqualTo(states);
    site.bucket().restic(site.policy(), "check", "--read-data");
  }

  private static void control(String... command) {
    String[] whole = new String[command.length + 1];
    whole[0] = System.getenv(VARIABLE);
    System.arraycopy(command, 0, whole, 1, command.length);
    Shell.run(Path.of("."), Map.of(), whole).ok();
  }
}
