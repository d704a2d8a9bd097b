// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.claim;

import dev.drydock.api.v1alpha1.ApplicationSpec;
import java.util.Collections;

/**
 * Whether two applications may have something in common. On Kubernetes those of one namespace may:
 * which workloads and claims labels select changes with time, and is not in a status.
 */
final class Overlap {
  private Overlap() {}

  static boolean of(ApplicationSpec one, ApplicationSpec other) {
    return one.equals(other)
        || (one.kubernetes() != null
            && other.kubernetes() != null
            && !Collections.disjoint(
                one.kubernetes().namespaces(), other.kubernetes().namespaces()));
  }
}
