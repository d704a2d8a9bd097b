// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;

/** Where a repository is, as a mover sees it. Passwords and keys are in files, named by path. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = RepositoryLocation.Directory.class, name = "directory"),
  @JsonSubTypes.Type(value = RepositoryLocation.S3.class, name = "s3")
})
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface RepositoryLocation {
  /**
   * File holding the password; one trailing line break is not part of it. A new repository needs
   * one without white space at its ends.
   */
  String passwordFile();

  /**
   * A repository in a directory.
   *
   * @param path the directory
   * @param passwordFile file holding the password
   */
  record Directory(String path, String passwordFile) implements RepositoryLocation {}

  /**
   * A repository in an S3 bucket.
   *
   * @param bucket name of the bucket
   * @param prefix prefix of all keys, without slashes at its ends; empty for none
   * @param endpoint address of the server; AWS itself when null
   * @param region region; us-east-1 when null
   * @param pathStyle whether buckets are addressed by path
   * @param accessKeyFile file with the access key id; null: see credentialsFile
   * @param secretKeyFile file with the secret access key; null: see credentialsFile
   * @param sessionTokenFile file with the session token that temporary keys come with; null: the
   *     keys are lasting ones, or in credentialsFile
   * @param credentialsFile AWS credentials file; or the directory of a mounted Secret with files
   *     accessKeyId and secretAccessKey, and sessionToken for temporary keys, or one file cloud
   *     that is a credentials file; null and no keys: the SDK's chain
   * @param caFile certificate authorities in PEM; null: the system's
   * @param checksumsWhenSupported whether to send the newer protocol's checksums always
   * @param passwordFile file holding the password of the repository
   * @param limits how fast bytes may go and come; null: no limits
   * @param profile section of the AWS credentials file; null: default
   * @param authorities certificate authorities in PEM; null: see caFile
   */
  record S3(
      String bucket,
      String prefix,
      @Nullable String endpoint,
      @Nullable String region,
      boolean pathStyle,
      @Nullable String accessKeyFile,
      @Nullable String secretKeyFile,
      @Nullable String sessionTokenFile,
      @Nullable String credentialsFile,
      @Nullable String caFile,
      boolean checksumsWhenSupported,
      String passwordFile,
      @Nullable TransferLimits limits,
      @Nullable String profile,
      @Nullable String authorities)
      implements RepositoryLocation {

    /** One without limits. */
    public S3(
        String bucket,
        String prefix,
        @Nullable String endpoint,
        @Nullable String region,
        boolean pathStyle,
        @Nullable String accessKeyFile,
        @Nullable String secretKeyFile,
        @Nullable String sessionTokenFile,
        @Nullable String credentialsFile,
        @Nullable String caFile,
        boolean checksumsWhenSupported,
        String passwordFile) {
      this(
          bucket,
          prefix,
          endpoint,
          region,
          pathStyle,
          accessKeyFile,
          secretKeyFile,
          sessionTokenFile,
          credentialsFile,
          caFile,
          checksumsWhenSupported,
          passwordFile,
          null);
    }

    /** One with the default profile and no authorities but those in a file. */
    public S3(
        String bucket,
        String prefix,
        @Nullable String endpoint,
        @Nullable String region,
        boolean pathStyle,
        @Nullable String accessKeyFile,
        @Nullable String secretKeyFile,
        @Nullable String sessionTokenFile,
        @Nullable String credentialsFile,
        @Nullable String caFile,
        boolean checksumsWhenSupported,
        String passwordFile,
        @Nullable TransferLimits limits) {
      this(
          bucket,
          prefix,
          endpoint,
          region,
          pathStyle,
          accessKeyFile,
          secretKeyFile,
          sessionTokenFile,
          credentialsFile,
          caFile,
          checksumsWhenSupported,
          passwordFile,
          limits,
          null,
          null);
    }
  }
}
