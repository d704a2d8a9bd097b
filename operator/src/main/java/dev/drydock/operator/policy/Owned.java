// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.policy;

import dev.drydock.api.v1alpha1.BackupPolicy;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.Map;

/** Metadata of what a policy makes: it goes when the policy goes. */
final class Owned {
  private Owned() {}

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
