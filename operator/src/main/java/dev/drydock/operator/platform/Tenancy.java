// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.platform;

import dev.drydock.api.v1alpha1.ApplicationSpec;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import java.util.List;

/**
 * Whose applications a policy may protect. The operator sees more than those who write policies: a
 * policy that named the namespace of somebody else would copy it into a repository of its own.
 */
public final class Tenancy {
  private Tenancy() {}

  /**
   * Refuses an application that is not in the policy's own namespace.
   *
   * @throws DrydockException InvalidRequest
   */
  public static void require(String namespace, ApplicationSpec application) {
    if (application.kubernetes() == null) {
      return;
    }
    List<String> namespaces = application.kubernetes().namespaces();
    if (!namespaces.equals(List.of(namespace))) {
      throw new DrydockException(
          FailureReason.InvalidRequest,
          "spec.application.kubernetes.namespaces is %s, but a policy protects its own namespace only, which is [%s]: apply it in the namespace of the application."
              .formatted(namespaces, namespace));
    }
  }
}
