// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.cluster;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;

/** How a claim that was made of another one's snapshot says so. */
public final class CloneMark {
  /** Annotation with the name of the claim whose content it has. */
  public static final String ANNOTATION = "drydock.dev/clone-of";

  private CloneMark() {}

  /** The name of the claim whose content a claim has; its own for all but clones. */
  public static String origin(PersistentVolumeClaim claim) {
    return Workload.annotations(claim.getMetadata())
        .getOrDefault(ANNOTATION, claim.getMetadata().getName());
  }
}
