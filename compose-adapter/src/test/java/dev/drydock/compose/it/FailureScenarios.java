// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.api.v1alpha1.BackupType;
import dev.drydock.api.v1alpha1.Condition;
import dev.drydock.api.v1alpha1.RestoreRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What goes wrong ends as Failed, with a reason and a message that says what to do. */
abstract class FailureScenarios extends Scenarios {
  @Override
  String policy() {
    return "consistency: Live"; // without retention no mover has to forget anything
  }

  @Test
  @Order(1)
  void aDumpThatFailsHalfWayFailsTheRun() {
    drydock.backUp(BackupType.Full);
    // a table whose file is gone: pg_dump writes what comes before it, then fails
    site.exec(
        "db",
        "psql -U shop -d orders -qc 'create table broken as select generate_series(1, 100000) i' -c checkpoint;"
            + " file=$(psql -U shop -d orders -Atc \"select pg_relation_filepath('broken')\");"
            + " rm $PGDATA/$file");
    site.restartDatabase();

    assertFails("DumpFailed", "db");
    Goods.sql(site, "drop table broken");
  }

  @Test
  @Order(2)
  void anEmptySourceFailsTheRun() {
    site.exec("web", "mkdir /tmp/kept && mv /srv/uploads/* /tmp/kept/");

    assertFails("SourceEmpty", "uploads");
    site.exec("web", "mv /tmp/kept/* /srv/uploads/");
  }

  @Test
  @Order(3)
  void aWrongPasswordFailsTheRun() {
    site.apply(Bucket.secrets("not the password"));

    assertFails("WrongPassword", "password");
    site.apply(Bucket.secrets(Site.PASSWORD));
  }

  @Test
  @Order(4)
  void aBucketThatDoesNotAnswerForAWhileFailsNothing() {
    site.bucket().valve.shut();
    BackupRun run = drydock.start(BackupType.Incremental);
    drydock.await(
        BackupRun.class,
        run.getMetadata().getName(),
        r -> r.getStatus() != null && "Move".equals(r.getStatus().step()));
    Requests.pause(Duration.ofSeconds(10));
    site.bucket().valve.open();

    BackupRun ended = drydock.awaitEnd(run);

    assertThat(Requests.end(ended).type()).as("%s", ended.getStatus()).isEqualTo("Complete");
  }

  @Test
  @Order(5)
  void aCorruptPackFailsTheRestoreAndNothingIsReplaced() throws Exception {
    Goods.damage(site);
    String damaged = Goods.of(site);
    site.bucket().corruptLargestPack(site.policy());

    RestoreRequest restored =
        drydock.restore(
            "from-a-corrupt-pack",
            "source: {policyRef: {name: %s}}\nexistingData: Mirror".formatted(site.policy()));

    Condition end = Requests.end(restored);
    assertThat(end.type()).isEqualTo("Failed");
    assertThat(end.reason()).isEqualTo("RepositoryCorrupt");
    assertThat(end.message()).contains("check");
    site.awaitReady();
    assertThat(Goods.of(site)).isEqualTo(damaged);
  }

  @Test
  @Order(6)
  void aRepositoryThatHasVanishedFailsTheRun() {
    Path repository = site.bucket().directory(site.policy());
    Shell.run(repository.getParent(), Map.of(), "rm", "-r", repository.toString()).ok();

    assertFails("RepositoryNotFound", "backups");
  }

  private void assertFails(String reason, String word) {
    assertFails(drydock.start(BackupType.Incremental), reason, word);
  }

  void assertFails(BackupRun started, String reason, String word) {
    Condition end = Requests.end(drydock.awaitEnd(started));
    assertThat(end.type()).isEqualTo("Failed");
    assertThat(end.reason()).as(end.message()).isEqualTo(reason);
    assertThat(end.message()).containsIgnoringCase(word);
  }
}
