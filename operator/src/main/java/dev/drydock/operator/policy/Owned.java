// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.policy;

import dev.drydock.api.v1alpha1.BackupPolicy;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.Map;

/** What a policy makes: it goes when the policy goes. */
final class Owned {
  private Owned() {}

  /** Whether a policy of the same name made this, one that is gone. */
  static boolean byAnother(BackupPolicy policy, HasMetadata object) {
    return object.getMetadata().getOwnerReferences().stream()
        .filter(o -> policy.getKind().equals(o.getKind()))
        .filter(o -> policy.getMetadata().getName().equals(o.getName()))
        .anyMatch(o -> !o.getUid().equals(policy.getMetadata().getUid()));
  }

  static ObjectMeta by(BackupPolicy policy, String name, Map<String, String> labels) {
    return new ObjectMetaBuilder()
        .withNamespace(policy.getMetadata().getNamespace())
        .withName(name)
        .withLabels(labels)
        .addNewOwnerReference()
        .withApiVersion(policy.getApiVersion())
        .withKind(policy.getKind())
        .withName(policy.getMetadata().getName())
        .withUid(policy.getMetadata().getUid())
        .withController(true)
        .endOwnerReference()
        .build();
  }
}
