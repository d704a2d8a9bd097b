// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.run;

import dev.drydock.operator.platform.JobRequest;
import io.fabric8.kubernetes.client.CustomResource;
import org.jspecify.annotations.Nullable;

/** Whom jobs go with. */
public final class Owners {
  private Owners() {}

  /** The object as the owner of its jobs; null as long as it was not stored. */
  public static JobRequest.@Nullable Owner of(CustomResource<?, ?> object) {
    String uid = object.getMetadata().getUid();
    return uid == null
        ? null
        : new JobRequest.Owner(
            object.getApiVersion(), object.getKind(), object.getMetadata().getName(), uid);
  }
}
