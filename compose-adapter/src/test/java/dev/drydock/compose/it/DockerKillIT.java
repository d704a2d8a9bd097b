// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.it;

import java.nio.file.Path;

/** {@link KillScenarios} of a compose project. */
final class DockerKillIT extends KillScenarios {
  @Override
  Site site(Path directory) throws Exception {
    return ComposeSite.open("dd-it-kill", directory);
  }
}
