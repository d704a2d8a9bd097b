// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.restore;

import dev.drydock.api.v1alpha1.RestoreRequest;
import dev.drydock.operator.naming.Labels;
import dev.drydock.operator.naming.Names;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The names of everything that a request makes, all derived from its name and uid, so that they are
 * found again after a restart and never mistaken for those of a request that had the same name.
 *
 * @param namespace namespace of the request
 * @param request name of the request
 * @param id short id, 8 hexadecimal digits
 * @param uid uid of the request
 * @param drill whether it goes to a sandbox
 */
record RestoreNames(String namespace, String request, String id, String uid, boolean drill) {
  private static final int ID_DIGITS = 8;

  static RestoreNames of(RestoreRequest request) {
    var metadata = request.getMetadata();
    var target = request.getSpec().target();
    return new RestoreNames(
        metadata.getNamespace(),
        metadata.getName(),
        Names.hash(metadata.getUid(), ID_DIGITS),
        metadata.getUid(),
        target != null && target.sandbox() != null);
  }

  /** Directory, directly below the root of a volume, that receives what is fetched. */
  String restored() {
    return ".drydock-restore-" + id;
  }

  /** Directory, directly below the root of a volume, that receives what was there. */
  String previous() {
    return ".drydock-previous-" + id;
  }

  /** Name of the sandbox, if the request makes one. */
  String sandbox() {
    return "drydock-drill-" + id;
  }

  /** The sandbox on whose volumes a job works; null for none. */
  @Nullable String sandboxOf(RestoreJob job) {
    return drill && job.inTarget() ? sandbox() : null;
  }

  /** Name of the job that does a step, such as shop-1a2b3c4d-fetch-1. */
  String job(RestoreJob step, long attempt) {
    return Names.job(request, id + "-" + step.label() + "-" + attempt);
  }

  /** Labels of all jobs. */
  Map<String, String> labels() {
    return Labels.ofRestore(request);
  }
}
