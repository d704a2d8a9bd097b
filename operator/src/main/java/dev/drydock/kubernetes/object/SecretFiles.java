// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.object;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Makes a Secret of a directory with a file for each key. Backups see no more of a Secret than
 * kubelet mounts; its type is told by its keys, as the API requires of those types.
 */
final class SecretFiles {
  private static final Set<String> OF_ACCOUNT = Set.of("ca.crt", "namespace", "token");

  private SecretFiles() {}

  /**
   * The Secret; empty when the directory holds nothing, or the token of a ServiceAccount, which is
   * worth nothing in another cluster.
   */
  static Optional<Secret> read(Path directory, String namespace) throws IOException {
    Map<String, String> data = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        data.put(
            file.getFileName().toString(),
            Base64.getEncoder().encodeToString(Files.readAllBytes(file)));
      }
    }
    if (data.isEmpty() || data.keySet().equals(OF_ACCOUNT)) {
      return Optional.empty();
    }
    return Optional.of(
        new SecretBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName(directory.getFileName().toString())
            .endMetadata()
            .withType(type(data.keySet()))
            .withData(data)
            .build());
  }

  private static String type(Set<String> keys) {
    if (keys.contains(".dockerconfigjson")) {
      return "kubernetes.io/dockerconfigjson";
    }
    if (keys.contains(".dockercfg")) {
      return "kubernetes.io/dockercfg";
    }
    return keys.containsAll(Set.of("tls.crt", "tls.key")) ? "kubernetes.io/tls" : "Opaque";
  }
}
