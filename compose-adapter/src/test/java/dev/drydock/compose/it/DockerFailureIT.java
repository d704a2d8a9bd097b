// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drydock.api.v1alpha1.BackupType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** {@link FailureScenarios} of a compose project. */
final class DockerFailureIT extends FailureScenarios {
  private Path directory;

  @Override
  Site site(Path temporary) throws Exception {
    directory = temporary;
    return ComposeSite.open("dd-it-failure", temporary);
  }

  /** Only here, since only hosts have repositories in a directory. */
  @Test
  @Order(0)
  void aFullDiskFailsTheRun() throws Exception {
    Path small = Files.createDirectories(directory.resolve("small"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", small.toString()).status() == 0,
        "only root can mount a small disk");
    try {
      String policy = site.policy() + "-small";
      drydock.policy(
          policy,
          "{filesystem: {path: %s}, passwordSecretRef: {name: repository}}".formatted(small),
          policy());

      assertFails(drydock.start(policy, BackupType.Full), "NoSpace", "space");
    } finally {
      run("umount", small.toString()).ok();
    }
  }

  private Shell.Result run(String... command) {
    return Shell.run(directory, Map.of(), command);
  }
}
