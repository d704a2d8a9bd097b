// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.job;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.platform.JobRequest;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the mover of a restore may do in the namespace that it restores: a ServiceAccount of its
 * own, bound to one ClusterRole there. Both have the name of the job and of this very description
 * of it, with which they go: what a crash has left is never taken for them.
 */
final class ObjectRights {
  private static final int UNIQUE = 8;

  private final KubernetesClient client;
  private final @Nullable String role;

  ObjectRights(KubernetesClient client, @Nullable String role) {
    this.client = client;
    this.role = role;
  }

  /**
   * Makes them.
   *
   * @return name of the ServiceAccount
   * @param into namespace that the objects are made in
   * @param description with which they go
   * @throws DrydockException InvalidRequest when there is no role that could be given
   */
  String grant(JobRequest request, String into, ConfigMap description) {
    if (role == null) {
      throw new DrydockException(
          FailureReason.InvalidRequest,
          "This operator makes no objects, since it was given no role for it (--restore-role, restore.enabled of the chart drydock). Apply them as the runbook in the repository says, and restore volumes and databases with spec.include.");
    }
    String uid = description.getMetadata().getUid();
    String name = request.name() + "-" + uid.substring(0, Math.min(UNIQUE, uid.length()));
    ObjectMeta metadata =
        new ObjectMetaBuilder()
            .withNamespace(request.namespace())
            .withName(name)
            .withLabels(JobObjects.labels(request))
            .withOwnerReferences(
                new OwnerReferenceBuilder()
                    .withApiVersion("v1")
                    .withKind("ConfigMap")
                    .withName(description.getMetadata().getName())
                    .withUid(uid)
                    .build())
            .build();
    client.resource(new ServiceAccountBuilder().withMetadata(metadata).build()).create();
    RoleBinding binding =
        new RoleBindingBuilder()
            .withMetadata(bound(metadata, into))
            .withNewRoleRef()
            .withApiGroup("rbac.authorization.k8s.io")
            .withKind("ClusterRole")
            .withName(role)
            .endRoleRef()
            .addNewSubject()
            .withKind("ServiceAccount")
            .withNamespace(request.namespace())
            .withName(name)
            .endSubject()
            .build();
    client.resource(binding).create();
    return name;
  }

  /** Nothing can be owned across namespaces: what is given in a sandbox goes with the sandbox. */
  private static ObjectMeta bound(ObjectMeta account, String into) {
    return into.equals(account.getNamespace())
        ? account
        : new ObjectMetaBuilder(account).withNamespace(into).withOwnerReferences(List.of()).build();
  }
}
