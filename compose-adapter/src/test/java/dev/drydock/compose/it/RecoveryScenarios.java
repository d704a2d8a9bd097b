// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.api.v1alpha1.BackupPolicy;
import dev.drydock.api.v1alpha1.BackupPolicyStatus;
import dev.drydock.api.v1alpha1.BackupType;
import dev.drydock.api.v1alpha1.CheckOutcome;
import dev.drydock.api.v1alpha1.ComponentStatus;
import dev.drydock.api.v1alpha1.RestoreRequest;
import dev.drydock.operator.status.Conditions;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Backed up by schedule, drilled, damaged, brought back; then lost whole, and brought back. */
abstract class RecoveryScenarios extends Scenarios {
  static final String CHECKS =
      """
      checks:
      - {name: rows, sql: {database: db, query: "select count(*) from orders", atLeast: 2000}}
      - {name: page, http: {service: web, port: 8080, path: /7.txt, contains: upload 7}}
      - {name: file, exec: {service: web, command: [test, -s, /srv/uploads/deep/er/note]}}
      """;

  String whole;

  @Override
  String policy() {
    return """
    consistency: Live
    schedule: {timeZone: UTC, full: {cron: "* * * * *"}}
    retention: {keepLast: 3}
    objectives: {recoveryTime: 10m, recoveryPoint: 24h}
    """;
  }

  /** The same policy, but for a slot that is far away. */
  String rarely() {
    return policy().replace("\"* * * * *\"", "\"0 2 1 1 *\"");
  }

  @Test
  @Order(1)
  void isBackedUpInTheSlotOfTheSchedule() {
    whole = Goods.of(site);

    BackupPolicy policy =
        drydock.awaitPolicy(
            p -> p.getStatus() != null && p.getStatus().lastSuccessfulRun() != null);
    drydock.policy(rarely());

    var run = drydock.backUp(BackupType.Incremental);
    assertThat(run.getStatus().components())
        .extracting(ComponentStatus::name)
        .contains("volume/uploads", "database/db", "configuration")
        .doesNotContain("volume/dbdata", "volume/data-db-0");
    assertThat(Conditions.isTrue(policy.getStatus().conditions(), "RecoveryPointObjectiveMet"))
        .as("%s", policy.getStatus())
        .isTrue();
    site.bucket().restic(site.policy(), "check", "--read-data");
  }

  @Test
  @Order(2)
  void aDrillInItsSlotPassesAndMeasuresTheRecoveryTime() {
    LocalTime slot = LocalTime.now(ZoneOffset.UTC).plusSeconds(70);
    drydock.policy(
        rarely()
            + "verification:\n  drill:\n    cron: \"%d %d * * *\"\n%s"
                .formatted(slot.getMinute(), slot.getHour(), CHECKS.indent(4)));

    BackupPolicyStatus policy =
        drydock
            .awaitPolicy(p -> p.getStatus().lastDrill() != null && rested(p.getStatus()))
            .getStatus();

    assertThat(policy.lastDrill().passed()).as("%s", policy.lastDrill()).isTrue();
    assertThat(policy.lastPassedDrill()).isNotNull();
    assertThat(policy.measured().recoveryPoint()).isNotBlank();
    assertThat(policy.measured().recoveryTime()).isNotBlank();
    for (String met : List.of("RecoveryTimeObjectiveMet", "RestoreTested")) {
      assertThat(Conditions.isTrue(policy.conditions(), met)).as("%s", policy).isTrue();
    }
    assertThat(site.leftovers()).isEmpty();
    assertThat(Goods.of(site)).isEqualTo(whole);
  }

  /** Whether the sandbox of the drill is gone, too. */
  private boolean rested(BackupPolicyStatus policy) {
    return policy.measured() != null
        && policy.measured().recoveryTime() != null
        && site.leftovers().isEmpty();
  }

  @Test
  @Order(3)
  void whatWasDamagedComesBackInPlaceOnlyWhenToldToReplaceIt() {
    Goods.damage(site);
    String damaged = Goods.of(site);

    RestoreRequest refused = drydock.restore("refused", fromPolicy("Fail", ""));

    assertThat(Requests.end(refused).reason()).isEqualTo("TargetNotEmpty");
    assertThat(Goods.of(site)).isEqualTo(damaged);

    assertIsRestored(drydock.restore("in-place", fromPolicy("Mirror", CHECKS)));
    assertThat(Goods.of(site)).isEqualTo(whole);
  }

  @Test
  @Order(4)
  void aCheckThatFailsPutsBackWhatWasThere() {
    Goods.damage(site);
    String damaged = Goods.of(site);

    RestoreRequest undone =
        drydock.restore(
            "undone",
            fromPolicy(
                "Mirror",
                "checks: [{name: never, sql: {database: db, query: \"select count(*) from orders\", equals: \"7\"}}]"));

    assertThat(Requests.end(undone).reason()).isEqualTo("CheckFailed");
    assertThat(Requests.end(undone).message()).contains("the query returned 2000, expected 7");
    site.awaitReady();
    assertThat(Goods.of(site)).isEqualTo(damaged);
    assertThat(site.leftovers()).isEmpty();
  }

  @Test
  @Order(5)
  void oneVolumeComesBackAlone() {
    String rows = Goods.rows(site);

    RestoreRequest one =
        drydock.restore("one-volume", fromPolicy("Mirror", "include: {volumes: [uploads]}"));

    assertThat(Requests.end(one).type()).as("%s", one.getStatus()).isEqualTo("Complete");
    site.awaitReady();
    assertThat(whole).endsWith(Goods.files(site));
    assertThat(Goods.rows(site)).isEqualTo(rows);
  }

  @Test
  @Order(6)
  void everythingComesBackFromNothingButTheBucket() throws Exception {
    site.destroy();

    RestoreRequest back =
        drydock.restore(
            "from-the-bucket",
            "source: {application: %s, repository: %s}\ntarget: %s\n%s"
                .formatted(site.applicationName(), drydock.repository(), site.anew(), CHECKS));

    assertIsRestored(back);
    assertThat(Goods.of(site)).isEqualTo(whole);
    assertThat(site.leftovers()).isEmpty();
    assertThat(back.getStatus().timings().total()).isNotBlank();
  }

  private String fromPolicy(String existingData, String more) {
    return "source: {policyRef: {name: %s}}\nexistingData: %s\n%s"
        .formatted(site.policy(), existingData, more);
  }

  static void assertIsRestored(RestoreRequest request) {
    assertThat(Requests.end(request).type()).as("%s", request.getStatus()).isEqualTo("Complete");
    assertThat(request.getStatus().checks()).hasSize(3).allMatch(CheckOutcome::passed);
  }
}
