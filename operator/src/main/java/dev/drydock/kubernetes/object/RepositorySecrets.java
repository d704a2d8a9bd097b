// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.object;

import dev.drydock.mover.job.RepositoryLocation;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Copies of the Secrets that open a repository, made in a sandbox from what kubelet has mounted for
 * the mover that makes them: pods mount Secrets of their own namespace only.
 */
public final class RepositorySecrets {
  /** Secret with the password, and with the authorities where the server needs them. */
  public static final String KEYS = "drydock-sandbox-repository";

  /** Secret with the credentials of the server. */
  public static final String CREDENTIALS = "drydock-sandbox-credentials";

  /** Key of the password. */
  public static final String PASSWORD = "password";

  /** Key of the authorities, in PEM. */
  public static final String AUTHORITIES = "ca.crt";

  /** Key of an AWS credentials file. */
  private static final String CREDENTIALS_FILE = "cloud";

  /** The Secret of a policy may hold more, which is nobody's business in a sandbox. */
  private static final List<String> OF_CREDENTIALS =
      List.of(
          "accessKeyId",
          "secretAccessKey",
          "sessionToken",
          "AWS_ACCESS_KEY_ID",
          "AWS_SECRET_ACCESS_KEY",
          "AWS_SESSION_TOKEN",
          CREDENTIALS_FILE);

  private RepositorySecrets() {}

  /**
   * The copies.
   *
   * @param repository where the mover finds what is mounted
   */
  static List<Secret> copies(RepositoryLocation repository, String namespace) throws IOException {
    Map<String, String> keys = new TreeMap<>();
    keys.put(PASSWORD, base64(Path.of(repository.passwordFile())));
    List<Secret> secrets = new ArrayList<>();
    if (repository instanceof RepositoryLocation.S3 s3) {
      if (s3.caFile() != null) {
        keys.put(AUTHORITIES, base64(Path.of(s3.caFile())));
      }
      if (s3.credentialsFile() != null) {
        secrets.add(secret(CREDENTIALS, namespace, credentials(Path.of(s3.credentialsFile()))));
      }
    }
    secrets.add(secret(KEYS, namespace, keys));
    return secrets;
  }

  private static Map<String, String> credentials(Path mounted) throws IOException {
    if (Files.isRegularFile(mounted)) {
      return Map.of(CREDENTIALS_FILE, base64(mounted));
    }
    Map<String, String> credentials = new TreeMap<>();
    for (String key : OF_CREDENTIALS) {
      Path file = mounted.resolve(key);
      if (Files.isRegularFile(file)) {
        credentials.put(key, base64(file));
      }
    }
    return credentials;
  }

  private static String base64(Path file) throws IOException {
    return Base64.getEncoder().encodeToString(Files.readAllBytes(file));
  }

  private static Secret secret(String name, String namespace, Map<String, String> data) {
    return new SecretBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .addToLabels("app.kubernetes.io/managed-by", "drydock")
        .endMetadata()
        .withType("Opaque")
        .withImmutable(true)
        .withData(data)
        .build();
  }
}
