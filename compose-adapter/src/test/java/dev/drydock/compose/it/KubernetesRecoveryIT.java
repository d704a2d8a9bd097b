// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.it;

import java.nio.file.Path;

/** {@link RecoveryScenarios} of a namespace on a real cluster. */
final class KubernetesRecoveryIT extends RecoveryScenarios {
  @Override
  Site site(Path directory) throws Exception {
    return ClusterSite.open(directory);
  }
}
