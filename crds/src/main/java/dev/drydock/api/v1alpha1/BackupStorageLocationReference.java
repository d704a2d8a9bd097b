// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * The storage of a BackupStorageLocation of the cluster (velero.io/v1, provider aws): its bucket,
 * address, region and certificates. Drydock keeps to a place of its own there, plugins/drydock
 * below the prefix of the location.
 *
 * @param name name of the BackupStorageLocation
 * @param namespace namespace that it is in
 * @param prefix place below plugins/drydock; the namespace of this object when absent
 * @param credentialsSecretRef Secret in the namespace of this object, and key with an AWS
 *     credentials file; those that the location names, copied here, when absent
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BackupStorageLocationReference(
    @Required @Size(min = 1, max = 253) String name,
    @Default("velero") @Size(min = 1, max = 63) String namespace,
    @Pattern("^[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*$") @Size(max = 253)
        @Nullable String prefix,
    @Nullable SecretKeyReference credentialsSecretRef) {}
