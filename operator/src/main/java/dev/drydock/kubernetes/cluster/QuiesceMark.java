// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.cluster;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.OptionalInt;

/**
 * The mark on a workload that Drydock has scaled down: written together with the 0, so that whoever
 * finds one also finds what it was before.
 */
public final class QuiesceMark {
  /** Annotation with the number of replicas that there was. */
  public static final String REPLICAS = "drydock.dev/replicas-before-backup";

  /** Annotation with what nobody changes without scaling it, as it was once its pods were gone. */
  public static final String AT_REST = "drydock.dev/at-rest";

  /**
   * Annotation of one that a restore made without replicas. Until it is started, the data that it
   * needs may not be there, so that no run brings it back.
   */
  public static final String MADE = "drydock.dev/made-by-restore";

  private QuiesceMark() {}

  /** The number of replicas before; empty when Drydock has not scaled it down. */
  public static OptionalInt replicas(ObjectMeta workload) {
    String value = Workload.annotations(workload).get(REPLICAS);
    return value == null || !value.matches("[0-9]{1,9}")
        ? OptionalInt.empty()
        : OptionalInt.of(Integer.parseInt(value));
  }
}
