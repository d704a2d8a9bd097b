// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.cli;

import dev.drydock.api.v1alpha1.ApplicationTarget;
import dev.drydock.api.v1alpha1.ComposeTarget;
import dev.drydock.api.v1alpha1.ExistingData;
import dev.drydock.api.v1alpha1.OnFailure;
import dev.drydock.api.v1alpha1.RepositorySpec;
import dev.drydock.api.v1alpha1.RestoreRequest;
import dev.drydock.api.v1alpha1.RestoreRequestSpec;
import dev.drydock.api.v1alpha1.RestoreSource;
import dev.drydock.api.v1alpha1.RestoreTarget;
import dev.drydock.operator.naming.Names;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a recovery is asked for.
 *
 * @param repository where the backups are
 * @param place the same, for a person
 * @param application which application; null for the only one
 * @param project name of the compose project; null for the application's own
 * @param asOf instant; null for the newest
 * @param directory absolute directory for the application's files
 * @param existingData what happens where data already is
 * @param onFailure what becomes of what was fetched when it fails
 */
record RecoveryOptions(
    RepositorySpec repository,
    String place,
    @Nullable String application,
    @Nullable String project,
    @Nullable String asOf,
    Path directory,
    ExistingData existingData,
    OnFailure onFailure) {
  static final String NAMESPACE = "default";

  /** A request to the target of this name. */
  RestoreRequest request(String name, String target, boolean dryRun) {
    RestoreRequest request = new RestoreRequest();
    request.setMetadata(new ObjectMetaBuilder().withName(name).withNamespace(NAMESPACE).build());
    request.setSpec(
        new RestoreRequestSpec(
            new RestoreSource(null, null, repository, application),
            asOf,
            null,
            new RestoreTarget(
                null,
                new ApplicationTarget(new ComposeTarget(target, directory.toString()), null),
                null),
            existingData,
            dryRun,
            List.of(),
            onFailure));
    return request;
  }

  /** Tells whether the same was asked for before. */
  String fingerprint() {
    RestoreRequest asked = request("any", project == null ? "" : project, false);
    return Names.hash(Serialization.asJson(asked.getSpec()), 32);
  }
}
