// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.job;

import dev.drydock.api.v1alpha1.ChecksumMode;
import dev.drydock.api.v1alpha1.RepositorySpec;
import dev.drydock.api.v1alpha1.S3CredentialsReference;
import dev.drydock.api.v1alpha1.S3Repository;
import dev.drydock.api.v1alpha1.SecretKeyReference;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.RepositoryLocation;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import io.fabric8.kubernetes.api.model.VolumeProjectionBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a mover gets at a repository: by Secrets that kubelet mounts, which nobody else reads. The
 * files can be read by every user of the mover's container, since ownership would need an fsGroup,
 * and kubelet would then give all files of the application's volumes to that group.
 *
 * @param location where it is, as the mover sees it
 * @param volumes volumes of the pod
 * @param mounts mounts of the mover's container
 */
record RepositoryMounts(
    RepositoryLocation location, List<Volume> volumes, List<VolumeMount> mounts) {
  /** Read by all, written by none. */
  static final int READ_ONLY = 0444;

  private static final String KEYS = "repository";
  private static final String CREDENTIALS = "credentials";

  /** As the mover knows an AWS credentials file in a mounted Secret. */
  private static final String CREDENTIALS_FILE = "cloud";

  private static final String DIRECTORY = "/run/drydock/";
  private static final String PASSWORD = "password";
  private static final String AUTHORITIES = "ca.crt";

  /**
   * Access to a repository.
   *
   * @throws DrydockException InvalidRequest for one that is not in S3
   */
  static RepositoryMounts of(RepositorySpec repository) {
    S3Repository s3 = repository.s3();
    if (s3 == null) {
      throw new DrydockException(
          FailureReason.InvalidRequest,
          "On Kubernetes a repository is in S3: a directory of a node is gone with the node. Give spec.repository.s3.");
    }
    List<VolumeProjection> keys = new ArrayList<>();
    keys.add(key(repository.passwordSecretRef(), PASSWORD));
    @Nullable SecretKeyReference authorities = s3.tls() == null ? null : s3.tls().caSecretRef();
    if (authorities != null) {
      keys.add(key(authorities, AUTHORITIES));
    }
    List<Volume> volumes = new ArrayList<>();
    List<VolumeMount> mounts = new ArrayList<>();
    volumes.add(
        new VolumeBuilder()
            .withName(KEYS)
            .withNewProjected()
            .withDefaultMode(READ_ONLY)
            .withSources(keys)
            .endProjected()
            .build());
    mounts.add(mount(KEYS));
    @Nullable S3CredentialsReference credentials = s3.credentialsSecretRef();
    if (credentials != null) {
      volumes.add(credentials(credentials));
      mounts.add(mount(CREDENTIALS));
    }
    RepositoryLocation location =
        new RepositoryLocation.S3(
            s3.bucket(),
            Objects.requireNonNullElse(s3.prefix(), "").replaceAll("^/+|/+$", ""),
            s3.endpoint(),
            s3.region(),
            Boolean.TRUE.equals(s3.pathStyle()),
            null,
            null,
            null,
            credentials == null ? null : DIRECTORY + CREDENTIALS,
            authorities == null ? null : DIRECTORY + KEYS + "/" + AUTHORITIES,
            s3.checksums() == ChecksumMode.WhenSupported,
            DIRECTORY + KEYS + "/" + PASSWORD,
            null,
            credentials == null ? null : credentials.profile(),
            s3.tls() == null ? null : s3.tls().caBundle());
    return new RepositoryMounts(location, volumes, mounts);
  }

  /** All keys of a Secret, of which the mover finds those that it knows; or the one file. */
  private static Volume credentials(S3CredentialsReference reference) {
    Volume volume = secret(CREDENTIALS, reference.name(), false);
    if (reference.key() != null) {
      volume.getSecret().setItems(List.of(new KeyToPath(reference.key(), null, CREDENTIALS_FILE)));
    }
    return volume;
  }

  /** A volume with all keys of a Secret. */
  static Volume secret(String volume, String secret, boolean optional) {
    return new VolumeBuilder()
        .withName(volume)
        .withNewSecret()
        .withSecretName(secret)
        .withOptional(optional)
        .withDefaultMode(READ_ONLY)
        .endSecret()
        .build();
  }

  /** One key of a Secret; where the reference names none, the one of that name. */
  private static VolumeProjection key(SecretKeyReference reference, String file) {
    return new VolumeProjectionBuilder()
        .withNewSecret()
        .withName(reference.name())
        .addNewItem()
        .withKey(Objects.requireNonNullElse(reference.key(), file))
        .withPath(file)
        .endItem()
        .endSecret()
        .build();
  }

  private static VolumeMount mount(String volume) {
    return new VolumeMountBuilder()
        .withName(volume)
        .withMountPath(DIRECTORY + volume)
        .withReadOnly(true)
        .build();
  }
}
