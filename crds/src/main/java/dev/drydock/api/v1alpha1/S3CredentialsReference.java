// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * Names a Secret in the same namespace with the keys of a bucket.
 *
 * @param name name of the Secret
 * @param key key with an AWS credentials file; when absent, the Secret has keys accessKeyId and
 *     secretAccessKey, and sessionToken when they are temporary, or a key cloud with such a file
 * @param profile section of that file; default when absent
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record S3CredentialsReference(
    @Required @Size(min = 1, max = 253) String name,
    @Size(min = 1, max = 253) @Nullable String key,
    @Size(min = 1, max = 253) @Nullable String profile) {

  /** A Secret of which the mover finds out what it holds. */
  public S3CredentialsReference(String name) {
    this(name, null, null);
  }
}
