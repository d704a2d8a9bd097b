// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.claim;

import dev.drydock.api.v1alpha1.ApplicationSpec;
import java.util.Collections;
import java.util.List;

/**
 * Whether two applications may have something in common: those of one project do, and those of one
 * namespace may: which workloads and claims labels select changes with time, and is not in a
 * status. One control plane has projects or namespaces, never both, and a restore knows the name
 * only.
 */
final class Overlap {
  private Overlap() {}

  static boolean of(ApplicationSpec one, ApplicationSpec other) {
    return one.equals(other) || !Collections.disjoint(places(one), places(other));
  }

  private static List<String> places(ApplicationSpec application) {
    if (application.compose() != null) {
      return List.of(application.compose().project());
    }
    return application.kubernetes() == null ? List.of() : application.kubernetes().namespaces();
  }
}
