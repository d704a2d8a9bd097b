// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.restore;

import dev.drydock.api.v1alpha1.RestoreSource;
import dev.drydock.api.v1alpha1.RestoreTarget;
import org.jspecify.annotations.Nullable;

/** From where to where a restore goes, in a few words for the columns. */
final class PlaceText {
  private PlaceText() {}

  static String source(RestoreSource source) {
    if (source.policyRef() != null) {
      return "policy/" + source.policyRef().name();
    }
    if (source.runRef() != null) {
      return "run/" + source.runRef().name();
    }
    return source.application() == null ? "repository" : "repository/" + source.application();
  }

  static String target(@Nullable RestoreTarget target) {
    if (target != null && target.sandbox() != null) {
      return "sandbox";
    }
    if (target != null && target.application() != null) {
      return target.application().compose() == null
          ? "kubernetes"
          : target.application().compose().project();
    }
    return "in place";
  }
}
