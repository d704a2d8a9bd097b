// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose;

import dev.drydock.kubernetes.job.MoverResources;
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
 * @param resources what containers of movers ask of a node
 */
public record ClusterOptions(
    String leaseNamespace,
    String identity,
    String image,
    Set<String> namespaces,
    @Nullable InetSocketAddress metrics,
    @Nullable String restoreRole,
    @Nullable SandboxRights sandboxRights,
    MoverResources resources) {

  public ClusterOptions {
    namespaces = Set.copyOf(namespaces);
  }

  /** One that makes no objects in restores, and whose movers ask for the usual. */
  public ClusterOptions(
      String leaseNamespace,
      String identity,
      String image,
      Set<String> namespaces,
      @Nullable InetSocketAddress metrics) {
    this(leaseNamespace, identity, image, namespaces, metrics, null, null, MoverResources.USUAL);
  }
}
