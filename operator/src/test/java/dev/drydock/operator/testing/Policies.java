// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.testing;

import dev.drydock.api.v1alpha1.BackupPolicy;
import dev.drydock.api.v1alpha1.BackupPolicySpec;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;

/** Policies for the shop, written as users write them. */
public final class Policies {
  private Policies() {}

  /** A spec in YAML; application and repository are added. */
  public static BackupPolicySpec spec(String yaml) {
    String whole =
        """
        application: {compose: {project: shop}}
        repository: {filesystem: {path: /var/backups/shop}, passwordSecretRef: {name: repository}}
        """
            + yaml;
    return Serialization.unmarshal(whole, BackupPolicySpec.class);
  }

  /** A policy with this spec. */
  public static BackupPolicy policy(String name, BackupPolicySpec spec) {
    BackupPolicy policy = new BackupPolicy();
    policy.setMetadata(
        new ObjectMetaBuilder().withNamespace(Samples.NAMESPACE).withName(name).build());
    policy.setSpec(spec);
    return policy;
  }
}
