// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.api.v1alpha1.BackupType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** {@link RecoveryScenarios} of a compose project. */
final class DockerRecoveryIT extends RecoveryScenarios {
  private ComposeSite compose;

  @Override
  Site site(Path directory) throws Exception {
    compose = ComposeSite.open("dd-it-recovery", directory);
    return compose;
  }

  /** Only here, since only hosts have a directory that others write to as well. */
  @Test
  @Order(7)
  void configurationComesBackBesideFilesThatAreOfNobodysBackup() throws Exception {
    drydock.policy(rarely());
    drydock.backUp(BackupType.Incremental);
    Path project = compose.project.directory();
    Path unlisted = Files.writeString(project.resolve("notes.txt"), "of nobody's backup");
    Shell.run(project, Map.of(), "chmod", "2700", ".").ok();
    String environment = Files.readString(project.resolve(".env"));
    Files.writeString(project.resolve(".env"), "DB_PASSWORD=lost\n");

    var restored =
        drydock.restore(
            "configuration",
            "source: {policyRef: {name: %s}}\nexistingData: Mirror\ninclude: {configuration: true}"
                .formatted(site.policy()));

    assertThat(Requests.end(restored).type()).as("%s", restored.getStatus()).isEqualTo("Complete");
    assertThat(project.resolve(".env")).hasContent(environment);
    assertThat(unlisted).hasContent("of nobody's backup");
    assertThat(Files.getAttribute(project, "unix:mode")).isEqualTo(0042700);
  }
}
