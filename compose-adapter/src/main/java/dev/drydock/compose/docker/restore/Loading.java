// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.restore;

import java.util.Optional;
import java.util.Set;

/**
 * What came of loading a project from what is backed up of its configuration.
 *
 * @param complaint what it lacks; empty when compose loads it
 * @param built services whose images compose can build anew
 */
record Loading(Optional<String> complaint, Set<String> built) {
  Loading {
    built = Set.copyOf(built);
  }
}
