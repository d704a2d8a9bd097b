// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.location;

import dev.drydock.api.v1alpha1.BackupStorageLocationReference;
import dev.drydock.api.v1alpha1.ChecksumMode;
import dev.drydock.api.v1alpha1.S3CredentialsReference;
import dev.drydock.api.v1alpha1.S3Repository;
import dev.drydock.api.v1alpha1.SecretKeyReference;
import dev.drydock.api.v1alpha1.TlsSpec;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A BackupStorageLocation as it was found, read as Velero and its plugin for AWS read it
 * (velero.io/v1, {@code backupstoragelocation.md} of velero-plugin-for-aws). What Drydock would do
 * otherwise than Velero is refused, never ignored.
 *
 * @param object the object
 * @param reference who refers to it
 */
record StorageLocation(GenericKubernetesResource object, BackupStorageLocationReference reference) {
  /**
   * Velero calls its storage unavailable when there are directories at its top that it does not
   * know; this one it knows, and leaves to others ({@code object_store_layout.go}).
   */
  private static final String OWN = "plugins/drydock/";

  /** The Secret that Velero takes for locations without a credential of their own. */
  private static final SecretKeyReference USUAL =
      new SecretKeyReference("cloud-credentials", "cloud");

  private static final Set<String> PROVIDERS = Set.of("aws", "velero.io/aws");

  /** What changes nothing about how objects are stored, or is used below. */
  private static final Set<String> KNOWN =
      Set.of(
          "region",
          "s3Url",
          "s3ForcePathStyle",
          "profile",
          "insecureSkipTLSVerify",
          "serverSideEncryption",
          "publicUrl",
          "signatureVersion",
          "enableSharedConfig",
          "checksumAlgorithm");

  private static final int LARGEST_BUNDLE = 64 << 10;

  /**
   * The place of a repository there.
   *
   * @param namespace namespace of the object that uses it
   * @param writes whether snapshots are to be written or removed there
   * @throws DrydockException InvalidRequest or RepositoryUnavailable, when it cannot be used
   */
  S3Repository place(String namespace, boolean writes) {
    String provider = text(object.get("spec", "provider"));
    if (!PROVIDERS.contains(provider)) {
      throw refused("is of provider '%s', and Drydock knows aws only".formatted(provider));
    }
    requireUsable(writes);
    Map<String, String> config = config();
    refuseWhatDiffers(config);
    String bucket = text(object.get("spec", "objectStorage", "bucket"));
    if (bucket.isEmpty() || bucket.contains("/")) {
      throw refused("names no bucket: '%s'".formatted(bucket));
    }
    String endpoint = config.get("s3Url");
    return new S3Repository(
        bucket,
        prefix(namespace),
        endpoint,
        config.get("region"),
        isTrue(config, "s3ForcePathStyle"),
        credentials(config),
        trust(),
        ChecksumMode.WhenRequired);
  }

  private void requireUsable(boolean writes) {
    if (writes && "ReadOnly".equals(object.get("spec", "accessMode"))) {
      throw refused(
          "is read-only: set its accessMode to ReadWrite when nothing is restored from it any more");
    }
    if ("Unavailable".equals(object.get("status", "phase"))) {
      throw new DrydockException(
          FailureReason.RepositoryUnavailable,
          "%s is unavailable, as Velero says: %s. See: velero backup-location get"
              .formatted(name(), text(object.get("status", "message"))));
    }
  }

  private void refuseWhatDiffers(Map<String, String> config) {
    Set<String> unknown = new TreeSet<>(config.keySet());
    unknown.removeAll(KNOWN);
    if (!unknown.isEmpty()) {
      throw refused(
          "has %s in its config, which Drydock does not do, so that its objects would not be as others there"
              .formatted(String.join(", ", unknown)));
    }
    if (isTrue(config, "insecureSkipTLSVerify")) {
      throw refused(
          "does not verify its server (insecureSkipTLSVerify), to whom keys would be shown: give it the server's authority in objectStorage.caCert instead");
    }
    String endpoint = config.get("s3Url");
    if (endpoint != null && !endpoint.matches("https?://.+")) {
      throw refused("has s3Url '%s', which does not begin with http or https".formatted(endpoint));
    }
    String encryption = config.getOrDefault("serverSideEncryption", "");
    if (!encryption.isEmpty() && !(encryption.equals("AES256") && endpoint == null)) {
      throw refused(
          "asks for serverSideEncryption %s, which Drydock does not ask for: have the bucket encrypt what it gets by itself; Drydock encrypts everything before it leaves anyway"
              .formatted(encryption));
    }
    if (endpoint == null && !config.containsKey("region")) {
      throw refused("has no region in its config, which Velero asks AWS for: name it there");
    }
  }

  private String prefix(String namespace) {
    String above = text(object.get("spec", "objectStorage", "prefix")).replaceAll("^/+|/+$", "");
    String own = OWN + Objects.requireNonNullElse(reference.prefix(), namespace);
    return above.isEmpty() ? own : above + "/" + own;
  }

  private S3CredentialsReference credentials(Map<String, String> config) {
    SecretKeyReference secret =
        Objects.requireNonNullElse(
            reference.credentialsSecretRef(),
            Objects.requireNonNullElse(reference("spec", "credential"), USUAL));
    return new S3CredentialsReference(
        secret.name(),
        Objects.requireNonNullElse(secret.key(), "cloud"),
        config.getOrDefault("profile", "default"));
  }

  private @Nullable TlsSpec trust() {
    SecretKeyReference secret = reference("spec", "objectStorage", "caCertRef");
    if (secret != null) {
      return new TlsSpec(secret, null);
    }
    String encoded = text(object.get("spec", "objectStorage", "caCert"));
    if (encoded.isEmpty()) {
      return null;
    }
    String bundle;
    try {
      bundle = new String(Base64.getMimeDecoder().decode(encoded), StandardCharsets.US_ASCII);
    } catch (IllegalArgumentException e) {
      throw refused("has an objectStorage.caCert that is not in base64");
    }
    if (!bundle.contains("-----BEGIN CERTIFICATE-----") || bundle.length() > LARGEST_BUNDLE) {
      throw refused("has an objectStorage.caCert that is no certificates in PEM of at most 64 KiB");
    }
    return new TlsSpec(null, bundle);
  }

  private @Nullable SecretKeyReference reference(Object... path) {
    return object.get(path) instanceof Map<?, ?> found && found.get("name") != null
        ? new SecretKeyReference(
            text(found.get("name")), found.get("key") == null ? null : text(found.get("key")))
        : null;
  }

  /** Without what is there and empty, which counts as absent for Velero. */
  private Map<String, String> config() {
    Map<String, String> config = new TreeMap<>();
    if (object.get("spec", "config") instanceof Map<?, ?> given) {
      given.forEach(
          (key, value) -> {
            if (!text(value).isBlank()) {
              config.put(text(key), text(value).strip());
            }
          });
    }
    return config;
  }

  private static boolean isTrue(Map<String, String> config, String key) {
    return Boolean.parseBoolean(config.get(key));
  }

  private String name() {
    return "BackupStorageLocation %s of namespace %s"
        .formatted(reference.name(), reference.namespace());
  }

  private DrydockException refused(String why) {
    return new DrydockException(
        FailureReason.InvalidRequest,
        "%s %s. Or name the bucket itself in spec.repository.s3.".formatted(name(), why));
  }

  private static String text(@Nullable Object value) {
    return value == null ? "" : value.toString();
  }
}
