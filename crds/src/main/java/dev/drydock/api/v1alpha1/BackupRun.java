// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** One backup of an application. */
@Group("drydock.dev")
@Version("v1alpha1")
@Plural("backupruns")
@ShortNames("brun")
public final class BackupRun extends CustomResource<BackupRunSpec, BackupRunStatus>
    implements Namespaced {
  private static final long serialVersionUID = 1L;
}
