// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.claim;

import dev.drydock.api.v1alpha1.ApplicationSpec;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * What somebody has to do with an application, as its status says.
 *
 * @param application the application
 * @param restore whether it is a restore
 * @param namespace namespace of the object
 * @param name name of the object
 * @param created when it was created, RFC 3339
 * @param stand how far it is
 */
record Claim(
    ApplicationSpec application,
    boolean restore,
    String namespace,
    String name,
    String created,
    Stand stand) {
  /** Restores before runs, then the oldest. */
  static final Comparator<Claim> ORDER =
      Comparator.comparing(Claim::restore)
          .reversed()
          .thenComparing(Claim::created)
          .thenComparing(Claim::namespace)
          .thenComparing(Claim::name);

  boolean isSame(Claim other) {
    return restore == other.restore && namespace.equals(other.namespace) && name.equals(other.name);
  }

  /** Whether both are of one application. */
  boolean isOfSameApplication(Claim other) {
    return isSame(application, other.application);
  }

  /**
   * Whether two applications are one: the same project, or of the same namespace, whose parts may
   * share workloads and claims. One control plane has projects or namespaces, never both, and a
   * restore knows the name only.
   */
  static boolean isSame(ApplicationSpec one, @Nullable ApplicationSpec other) {
    return other != null && name(one).equals(name(other));
  }

  private static String name(ApplicationSpec application) {
    if (application.compose() != null) {
      return application.compose().project();
    }
    return application.kubernetes() == null
        ? ""
        : String.join("+", application.kubernetes().namespaces());
  }

  /** How people call it who look from a namespace. */
  String title(String from) {
    return (restore ? "RestoreRequest " : "BackupRun ")
        + name
        + (namespace.equals(from) ? "" : " of namespace " + namespace);
  }
}
