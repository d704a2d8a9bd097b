// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.discovery;

import dev.drydock.kubernetes.cluster.Workload;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.Arrays;

/** What objects leave out of backups, by label or annotation. */
final class OptOut {
  /** {@code true}: nothing of it; on a workload otherwise names of its claims, by commas. */
  static final String EXCLUDE = "drydock.dev/exclude";

  private OptOut() {}

  /** Whether an object is left out as a whole. */
  static boolean of(ObjectMeta object) {
    return "true".equalsIgnoreCase(value(object));
  }

  /** Whether a workload leaves out this very claim. */
  static boolean names(Workload workload, String claim) {
    return Arrays.asList(value(workload.metadata()).split("\\s*,\\s*", -1)).contains(claim);
  }

  private static String value(ObjectMeta object) {
    String label = Workload.labels(object).getOrDefault(EXCLUDE, "");
    return Workload.annotations(object).getOrDefault(EXCLUDE, label).strip();
  }
}
