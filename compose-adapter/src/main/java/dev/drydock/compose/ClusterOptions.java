// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose;

import dev.drydock.kubernetes.sandbox.SandboxRights;
import java.net.InetSocketAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the operator of a cluster is run.
 *
 * @param leaseNamespace namespace of the Lease
 * @param identity what distinguishes this replica, such as the name of its pod
 * @param image image of movers
 * @param namespaces namespaces that it looks after; all when empty
 * @param metrics where metrics are served; null for nowhere
 * @param restoreRole ClusterRole that movers of restores get in their namespace; null for none
 * @param sandboxRights by what right sandboxes are made; null for none
 */
public record ClusterOptions(
    String leaseNamespace,
    String identity,
    String image,
    Set<String> namespaces,
    @Nullable InetSocketAddress metrics,
    @Nullable String restoreRole,
    @Nullable SandboxRights sandboxRights) {

  public ClusterOptions {
    namespaces = Set.copyOf(namespaces);
  }

  /** One that makes no sandboxes. */
  public ClusterOptions(
      String leaseNamespace,
      String identity,
      String image,
      Set<String> namespaces,
      @Nullable InetSocketAddress metrics,
      @Nullable String restoreRole) {
    this(leaseNamespace, identity, image, namespaces, metrics, restoreRole, null);
  }

  /** One that makes no objects in restores. */
  public ClusterOptions(
      String leaseNamespace,
      String identity,
      String image,
      Set<String> namespaces,
      @Nullable InetSocketAddress metrics) {
    this(leaseNamespace, identity, image, namespaces, metrics, null);
  }
}
