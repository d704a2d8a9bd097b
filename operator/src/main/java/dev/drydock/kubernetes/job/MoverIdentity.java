// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.job;

import dev.drydock.kubernetes.cluster.Workload;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SecurityContext;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * As whom the containers of a mover's pod run. Files can be read by who owns them: when all
 * workloads that mount the volumes say, by their security contexts, that they run as the same user,
 * that one reads them, under the restricted Pod Security Standard. Otherwise nobody knows whose the
 * files are, and root with nothing but CAP_DAC_OVERRIDE has to, which the baseline standard allows.
 *
 * @param user number of the user
 * @param group number of its group; null for the runtime's choice
 * @param groups further groups
 */
record MoverIdentity(long user, @Nullable Long group, List<Long> groups) {
  private static final MoverIdentity NOBODY = new MoverIdentity(65532, 65532L, List.of());
  private static final MoverIdentity ROOT = new MoverIdentity(0, 0L, List.of());

  /** Who can write files of any owner. */
  static MoverIdentity writer() {
    return ROOT;
  }

  boolean isRoot() {
    return user == 0;
  }

  /**
   * Who can read these claims.
   *
   * @param claims names of the claims that are mounted
   * @param workloads all workloads of the namespace
   */
  static MoverIdentity of(Collection<String> claims, List<Workload> workloads) {
    if (claims.isEmpty()) {
      return NOBODY;
    }
    Set<MoverIdentity> identities = new HashSet<>();
    for (String claim : claims) {
      List<Workload> users =
          workloads.stream().filter(w -> w.mounts(List.of(claim)).containsKey(claim)).toList();
      if (users.isEmpty()) {
        return ROOT;
      }
      users.forEach(workload -> identities.add(of(workload.pod())));
    }
    return identities.size() == 1 ? identities.iterator().next() : ROOT;
  }

  private static MoverIdentity of(PodSpec pod) {
    PodSecurityContext context = pod.getSecurityContext();
    Set<Long> users =
        pod.getContainers().stream().map(c -> user(c, context)).collect(Collectors.toSet());
    Long user = users.size() == 1 ? users.iterator().next() : Long.valueOf(0);
    if (user == 0) {
      return ROOT;
    }
    Set<Long> groups = new TreeSet<>();
    @Nullable Long group = null;
    if (context != null) {
      group = context.getRunAsGroup();
      groups.addAll(context.getSupplementalGroups());
      if (context.getFsGroup() != null) {
        groups.add(context.getFsGroup());
      }
    }
    return new MoverIdentity(user, group, List.copyOf(groups));
  }

  /** Without a number it is the image's choice, which is not known here. */
  private static Long user(Container container, @Nullable PodSecurityContext pod) {
    SecurityContext own = container.getSecurityContext();
    if (own != null && own.getRunAsUser() != null) {
      return own.getRunAsUser();
    }
    return pod == null ? Long.valueOf(0) : Objects.requireNonNullElse(pod.getRunAsUser(), 0L);
  }
}
