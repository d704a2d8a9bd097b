// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.api.v1alpha1.BackupType;
import dev.drydock.api.v1alpha1.ComponentStatus;
import dev.drydock.api.v1alpha1.RestoreRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole loop on real Docker, with the program and the image as they are built: the tests are
 * the days of one shop, in their order.
 */
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
final class RecoveryIT {
  private Path directory;
  private Shop shop;
  private String before;

  @BeforeAll
  void open(@TempDir(cleanup = CleanupMode.NEVER) Path temporary) throws Exception {
    assumeTrue(DrydockHost.launcher() != null, "target/drydock is not built: mvn package");
    assumeTrue(ComposeProject.available(), "no Docker with Compose and the image drydock:dev");
    directory = temporary;
    shop = Shop.open("dd-it-recovery", directory, "Live");
    before = shop.contents();
  }

  @AfterAll
  void close() {
    if (shop != null) {
      shop.close();
    }
  }

  @Test
  @Order(1)
  void whatWasBackedUpComesBackInPlaceAndInASandbox() throws Exception {
    String project = shop.project.directory().toString();
    Shell.run(directory, Map.of(), "chown", "1234:4321", project).ok();
    Shell.run(directory, Map.of(), "chmod", "2750", project).ok();
    BackupRun run = shop.backup(BackupType.Full);
    assertThat(run.getStatus().components())
        .extracting(ComponentStatus::name)
        .contains("volume/uploads", "volume/config", "database/db", "configuration")
        .doesNotContain("volume/dbdata");
    shop.restic("check", "--read-data");

    damage();
    Path unlisted = shop.project.directory().resolve("notes.txt");
    Files.writeString(unlisted, "of nobody's backup");
    Shell.run(directory, Map.of(), "chmod", "2700", project).ok();
    assertThat(shop.contents()).isNotEqualTo(before);
    RestoreRequest restored =
        shop.restore(
            "in-place",
            """
            source: {policyRef: {name: dd-it-recovery}}
            target: {inPlace: {}}
            existingData: Mirror
            checks:
            - {name: orders, sql: {database: db, query: "select count(*) from orders", atLeast: 2000}}
            - {name: image, exec: {service: web, command: [test, -s, /uploads/image-7.bin]}}
            """);
    assertComplete(restored);
    assertThat(shop.contents()).isEqualTo(before);
    assertThat(Files.readString(unlisted)).isEqualTo("of nobody's backup");
    assertThat(Files.getAttribute(unlisted.getParent(), "unix:mode")).isEqualTo(0042700);
    assertThat(restored.getStatus().timings().total()).isNotBlank();

    RestoreRequest drill =
        shop.restore(
            "drill",
            """
            source: {policyRef: {name: dd-it-recovery}}
            target: {sandbox: {}}
            checks:
            - {name: orders, sql: {database: db, query: "select count(*) from orders", equals: "2000"}}
            - {name: image, exec: {service: web, command: [test, -s, /uploads/image-7.bin]}}
            """);
    assertComplete(drill);
    assertThat(drill.getStatus().checks()).hasSize(2).allMatch(c -> c.passed());
    var unused =
        shop.await(
            RestoreRequest.class,
            "drill",
            r -> "Done".equals(r.getStatus().step()) ? Shop.end(r.getStatus().conditions()) : null);
    assertThat(Shell.output(directory, "docker", "ps", "-a", "--format", "{{.Names}}"))
        .doesNotContain("drydock-drill");
    assertThat(Shell.output(directory, "docker", "volume", "ls", "-q"))
        .doesNotContain("drydock-drill");
  }

  @Test
  @Order(2)
  void aCheckThatFailsRollsTheRestoreBack() throws Exception {
    damage();
    String damaged = shop.contents();
    RestoreRequest restored =
        shop.restore(
            "rolled-back",
            """
            source: {policyRef: {name: dd-it-recovery}}
            existingData: Mirror
            checks:
            - {name: impossible, sql: {database: db, query: "select count(*) from orders", atLeast: 999999}}
            """);
    assertThat(Shop.end(restored.getStatus().conditions()).type()).isEqualTo("Failed");
    assertThat(Shop.end(restored.getStatus().conditions()).reason()).isEqualTo("CheckFailed");
    assertThat(shop.contents()).isEqualTo(damaged);
    assertThat(shop.project.exec("web", "ls -A /uploads")).doesNotContain(".drydock");
  }

  @Test
  @Order(3)
  void aRecoveryThatIsStoppedIsUndoneAndOneThatIsKilledOrFailsGoesOn() throws Exception {
    destroyEverything();
    Path into = directory.resolve("recovered");
    Path state = directory.resolve("recovery-state");

    RecoverProcess stopped = RecoverProcess.start(shop, directory, state, into);
    stopped.awaitStep("Fetch");
    assertThat(stopped.end(false)).isNotZero();
    assertThat(stopped.output()).contains("Interrupted: putting everything back");
    assertThat(state.resolve("recoveries")).isEmptyDirectory();
    assertThat(Shell.output(directory, "docker", "volume", "ls", "-q"))
        .doesNotContain("default_recover");
    assertThat(into.resolve("compose.yaml")).doesNotExist();

    String taken = "dd-it-recovery-web-1";
    Shell.run(
            directory, Map.of(), "docker", "create", "--name", taken, "debian:trixie-slim", "true")
        .ok();
    for (String step : List.of("Fetch", "Apply")) {
      kill(state, into, step);
    }
    RecoverProcess failed = RecoverProcess.start(shop, directory, state, into);
    assertThat(failed.awaitEnd()).as(failed.output()).isNotZero();
    assertThat(failed.output())
        .contains("Stands still at step Start", taken, "type the same command again");
    assertThat(into.resolve("compose.yaml")).exists();
    Shell.run(directory, Map.of(), "docker", "rm", taken).ok();
    kill(state, into, "Start");
    RecoverProcess last = RecoverProcess.start(shop, directory, state, into);
    assertThat(last.awaitEnd()).as(last.output()).isZero();
    assertThat(last.output()).contains("Going on with the recovery").contains("Recovered dd-it-");
    assertThat(state.resolve("recoveries")).isEmptyDirectory();
    assertThat(Files.getAttribute(into, "unix:mode")).isEqualTo(0042750);
    assertThat(Files.getAttribute(into, "unix:uid")).isEqualTo(1234);
    assertThat(Files.getAttribute(into, "unix:gid")).isEqualTo(4321);
    assertThat(into.resolve(".env")).content().contains("s3cret-dd-it-recovery");
    assertThat(Files.getPosixFilePermissions(into.resolve(".env")))
        .hasToString("[OWNER_READ, OWNER_WRITE]");
    Files.createDirectories(shop.project.directory());
    Shell.run(directory, Map.of(), "cp", "-a", into + "/.", shop.project.directory().toString())
        .ok();
    assertThat(shop.contents()).isEqualTo(before);
  }

  private void kill(Path state, Path into, String step) throws Exception {
    RecoverProcess killed = RecoverProcess.start(shop, directory, state, into);
    killed.awaitStep(step);
    killed.end(true);
  }

  private void damage() {
    shop.project.exec("web", "rm /uploads/image-1?.bin; echo ruined > /uploads/image-7.bin");
    shop.project.exec("db", "psql -U postgres -d orders -qc 'delete from orders where id > 10'");
  }

  private void destroyEverything() throws Exception {
    shop.project.compose("down", "-v", "-t", "1");
    Shell.run(directory, Map.of(), "rm", "-rf", shop.project.directory().toString()).ok();
    shop.host.close();
    Shell.run(directory, Map.of(), "rm", "-rf", shop.host.state().toString()).ok();
  }

  static void assertComplete(RestoreRequest request) {
    assertThat(Shop.end(request.getStatus().conditions()))
        .as("%s", request.getStatus())
        .extracting(c -> c.type())
        .isEqualTo("Complete");
  }
}
