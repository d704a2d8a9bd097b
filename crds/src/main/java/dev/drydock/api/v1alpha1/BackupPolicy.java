// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** A policy under which an application is backed up. */
@Group("drydock.dev")
@Version("v1alpha1")
@Plural("backuppolicies")
@ShortNames("bpol")
public final class BackupPolicy extends CustomResource<BackupPolicySpec, BackupPolicyStatus>
    implements Namespaced {
  private static final long serialVersionUID = 1L;
}
