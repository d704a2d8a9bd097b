// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/**
 * A further repository for the same snapshots.
 *
 * @param s3 an S3 bucket
 * @param filesystem a directory on the host
 * @param passwordSecretRef Secret and key holding its password
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "has(self.s3) != has(self.filesystem)",
    message = "exactly one of s3 and filesystem must be set")
public record RepositoryCopy(
    @Nullable S3Repository s3,
    @Nullable FilesystemRepository filesystem,
    @Required SecretKeyReference passwordSecretRef) {}
