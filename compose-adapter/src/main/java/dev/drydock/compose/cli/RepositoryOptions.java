// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.cli;

import dev.drydock.api.v1alpha1.ChecksumMode;
import dev.drydock.api.v1alpha1.FilesystemRepository;
import dev.drydock.api.v1alpha1.RepositorySpec;
import dev.drydock.api.v1alpha1.S3CredentialsReference;
import dev.drydock.api.v1alpha1.S3Repository;
import dev.drydock.api.v1alpha1.SecretKeyReference;
import dev.drydock.api.v1alpha1.TlsSpec;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that name a repository, as a spec and the Secrets that it refers to. */
final class RepositoryOptions {
  private static final String PASSWORD = "repository";
  private static final String CREDENTIALS = "s3";
  private static final String AUTHORITIES = "s3-ca";

  @Option(
      names = {"-r", "--repository"},
      required = true,
      paramLabel = "PLACE",
      description = "DIR, s3://BUCKET/PREFIX, or s3:https://HOST/BUCKET/PREFIX.")
  private String place = "";

  @Option(
      names = {"-p", "--password-file"},
      required = true,
      paramLabel = "FILE",
      description = "File holding the password of the repository.")
  private Path passwordFile = Path.of("");

  @Option(names = "--s3-region", paramLabel = "NAME", description = "Region of the bucket.")
  private @Nullable String region;

  @Option(names = "--s3-path-style", description = "Address the bucket by path.")
  private boolean pathStyle;

  @Option(names = "--s3-ca", paramLabel = "FILE", description = "Certificate authorities in PEM.")
  private @Nullable Path authorities;

  @Option(
      names = "--s3-credentials-file",
      paramLabel = "FILE",
      description =
          "AWS credentials file, profile default. Without it AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN count.")
  private @Nullable Path credentialsFile;

  String place() {
    return place;
  }

  /** The spec; its Secrets are those that {@link #secrets} makes. */
  RepositorySpec spec() {
    SecretKeyReference password = new SecretKeyReference(PASSWORD, "password");
    if (!place.startsWith("s3:")) {
      String directory = Path.of(place).toAbsolutePath().normalize().toString();
      return new RepositorySpec(null, new FilesystemRepository(directory), password, List.of());
    }
    String rest = place.substring(3);
    String endpoint = null;
    if (rest.startsWith("http://") || rest.startsWith("https://")) {
      URI address = URI.create(rest);
      endpoint = address.getScheme() + "://" + address.getAuthority();
      rest = address.getPath();
    }
    List<String> parts = new ArrayList<>();
    for (String part : rest.split("/", -1)) {
      if (!part.isEmpty()) {
        parts.add(part);
      }
    }
    if (parts.isEmpty()) {
      throw new DrydockException(
          FailureReason.InvalidRequest,
          "%s names no bucket. Write s3://BUCKET/PREFIX or s3:https://HOST/BUCKET/PREFIX."
              .formatted(place));
    }
    String prefix = String.join("/", parts.subList(1, parts.size()));
    S3Repository s3 =
        new S3Repository(
            parts.getFirst(),
            prefix.isEmpty() ? null : prefix,
            endpoint,
            region,
            pathStyle || endpoint != null,
            credentials().isEmpty() ? null : new S3CredentialsReference(CREDENTIALS),
            authorities == null
                ? null
                : new TlsSpec(new SecretKeyReference(AUTHORITIES, "ca.crt"), null),
            ChecksumMode.WhenRequired);
    return new RepositorySpec(s3, null, password, List.of());
  }

  /** The Secrets that the spec refers to. */
  List<Secret> secrets(String namespace) {
    List<Secret> secrets = new ArrayList<>();
    secrets.add(secret(namespace, PASSWORD, Map.of("password", read(passwordFile))));
    if (place.startsWith("s3:")) {
      Map<String, byte[]> keys = credentials();
      if (!keys.isEmpty()) {
        secrets.add(secret(namespace, CREDENTIALS, keys));
      }
      if (authorities != null) {
        secrets.add(secret(namespace, AUTHORITIES, Map.of("ca.crt", read(authorities))));
      }
    }
    return secrets;
  }

  private Map<String, byte[]> credentials() {
    if (credentialsFile != null) {
      return Map.of("cloud", read(credentialsFile));
    }
    String id = System.getenv("AWS_ACCESS_KEY_ID");
    String key = System.getenv("AWS_SECRET_ACCESS_KEY");
    if (id == null || key == null) {
      return Map.of();
    }
    Map<String, byte[]> keys = new LinkedHashMap<>();
    keys.put("accessKeyId", id.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    keys.put("secretAccessKey", key.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    String token = System.getenv("AWS_SESSION_TOKEN");
    if (token != null && !token.isEmpty()) {
      keys.put("sessionToken", token.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    return keys;
  }

  private static Secret secret(String namespace, String name, Map<String, byte[]> data) {
    Map<String, String> encoded = new LinkedHashMap<>();
    data.forEach((key, value) -> encoded.put(key, Base64.getEncoder().encodeToString(value)));
    return new SecretBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .endMetadata()
        .withData(encoded)
        .build();
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new DrydockException(
          FailureReason.InvalidRequest, "%s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }
}
