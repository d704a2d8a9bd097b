// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.it;

import java.nio.file.Path;

/** {@link FailureScenarios} of a namespace on a real cluster. */
final class KubernetesFailureIT extends FailureScenarios {
  @Override
  Site site(Path directory) throws Exception {
    return ClusterSite.open(directory);
  }
}
