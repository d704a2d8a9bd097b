// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.it;

import java.nio.file.Path;

/** {@link KillScenarios} of a namespace on a real cluster. */
final class KubernetesKillIT extends KillScenarios {
  @Override
  Site site(Path directory) throws Exception {
    return ClusterSite.open(directory);
  }
}
