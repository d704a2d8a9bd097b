// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.api.v1alpha1.BackupType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** {@code drydock recover} on a host that has nothing but Docker and the repository. */
final class RecoverIT {
  private static final String NAME = "dd-it-recover";

  @TempDir(cleanup = CleanupMode.NEVER)
  Path directory;

  private ComposeSite site;

  @BeforeEach
  void open() throws Exception {
    site = ComposeSite.open(NAME, directory);
  }

  @AfterEach
  void close() throws Exception {
    if (site != null) {
      site.close();
    }
  }

  @Test
  void oneThatIsStoppedIsUndoneAndOneThatIsKilledOrFailsGoesOn() throws Exception {
    String before = Goods.of(site);
    String project = site.project.directory().toString();
    Shell.run(directory, Map.of(), "chown", "1234:4321", project).ok();
    Shell.run(directory, Map.of(), "chmod", "2750", project).ok();
    Requests drydock = new Requests(site);
    drydock.policy("retention: {keepLast: 3}");
    drydock.backUp(BackupType.Full);
    site.destroy();
    Path into = directory.resolve("recovered");
    Path state = directory.resolve("recovery-state");

    RecoverProcess stopped = RecoverProcess.start(site, directory, state, into);
    stopped.awaitStep("Fetch");
    assertThat(stopped.end(false)).isNotZero();
    assertThat(stopped.output()).contains("Interrupted: putting everything back");
    assertThat(state.resolve("recoveries")).isEmptyDirectory();
    assertThat(Shell.output(directory, "docker", "volume", "ls", "-q"))
        .doesNotContain("default_recover");
    assertThat(into.resolve("compose.yaml")).doesNotExist();

    String taken = "dd-it-recover-web-1";
    Shell.run(
            directory, Map.of(), "docker", "create", "--name", taken, "debian:trixie-slim", "true")
        .ok();
    for (String step : List.of("Fetch", "Apply")) {
      kill(state, into, step);
    }
    RecoverProcess failed = RecoverProcess.start(site, directory, state, into);
    assertThat(failed.awaitEnd()).as(failed.output()).isNotZero();
    assertThat(failed.output())
        .contains("Stands still at step Start", taken, "type the same command again");
    assertThat(into.resolve("compose.yaml")).exists();
    Shell.run(directory, Map.of(), "docker", "rm", taken).ok();
    kill(state, into, "Start");
    RecoverProcess last = RecoverProcess.start(site, directory, state, into);
    assertThat(last.awaitEnd()).as(last.output()).isZero();
    assertThat(last.output()).contains("Going on with the recovery").contains("Recovered dd-it-");
    assertThat(state.resolve("recoveries")).isEmptyDirectory();
    assertThat(Files.getAttribute(into, "unix:mode")).isEqualTo(0042750);
    assertThat(Files.getAttribute(into, "unix:uid")).isEqualTo(1234);
    assertThat(Files.getAttribute(into, "unix:gid")).isEqualTo(4321);
    assertThat(into.resolve(".env")).content().contains("s3cret-" + NAME + "");
    assertThat(Files.getPosixFilePermissions(into.resolve(".env")))
        .hasToString("[OWNER_READ, OWNER_WRITE]");
    Files.createDirectories(site.project.directory());
    Shell.run(directory, Map.of(), "cp", "-a", into + "/.", site.project.directory().toString())
        .ok();
    assertThat(Goods.of(site)).isEqualTo(before);
  }

  private void kill(Path state, Path into, String step) throws Exception {
    RecoverProcess killed = RecoverProcess.start(site, directory, state, into);
    killed.awaitStep(step);
    killed.end(true);
  }
}
