// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * A repository in an S3 bucket.
 *
 * @param bucket name of the bucket
 * @param prefix prefix of all keys
 * @param endpoint address of the server; AWS itself when absent
 * @param region region; us-east-1 when absent
 * @param pathStyle true: address buckets by path instead of by host name
 * @param credentialsSecretRef Secret with keys accessKeyId and secretAccessKey, and sessionToken
 *     when they are temporary, or one key with an AWS credentials file; the default chain of the
 *     SDK when absent
 * @param tls trust for the server
 * @param checksums when to send checksums of the newer S3 protocol
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record S3Repository(
    @Required @Size(min = 1, max = 255) @Pattern("^[A-Za-z0-9][A-Za-z0-9._-]*$") String bucket,
    @Pattern("^[^/]") @Size(max = 512) @Nullable String prefix,
    @Pattern("^https?://.+") @Size(max = 2048) @Nullable String endpoint,
    @Size(min = 1, max = 64) @Nullable String region,
    @Nullable Boolean pathStyle,
    @Nullable S3CredentialsReference credentialsSecretRef,
    @Nullable TlsSpec tls,
    @Default("WhenRequired") ChecksumMode checksums) {}
