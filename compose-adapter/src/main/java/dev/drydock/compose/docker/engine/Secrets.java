// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.engine;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.platform.SecretReader;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The Secrets of one namespace, with failures that say which one to create and how. */
public final class Secrets {
  private final SecretReader reader;
  private final String namespace;

  /** The Secrets of this namespace. */
  public Secrets(SecretReader reader, String namespace) {
    this.reader = reader;
    this.namespace = namespace;
  }

  /**
   * All data of a Secret.
   *
   * @param wanted keys that it should have, for the message
   * @throws DrydockException SecretNotFound
   */
  public Map<String, byte[]> all(String name, List<String> wanted) {
    return reader
        .read(namespace, name)
        .orElseThrow(
            () ->
                new DrydockException(
                    FailureReason.SecretNotFound,
                    "There is no Secret %s in namespace %s. Create it: %s"
                        .formatted(name, namespace, command(name, wanted))));
  }

  /**
   * The value of the first of these keys that the Secret has.
   *
   * @throws DrydockException SecretNotFound
   */
  public byte[] value(String name, String... keys) {
    Map<String, byte[]> data = all(name, List.of(keys[0]));
    for (String key : keys) {
      byte[] value = data.get(key);
      if (value != null && value.length > 0) {
        return value;
      }
    }
    throw missing(name, data, Arrays.asList(keys).getFirst());
  }

  /** The failure that a Secret lacks a key. */
  public DrydockException missing(String name, Map<String, byte[]> data, String key) {
    return new DrydockException(
        FailureReason.SecretNotFound,
        "The Secret %s in namespace %s has no key %s, or it is empty (it has: %s). Create it anew: kubectl -n %s delete secret %s, then %s"
            .formatted(
                name,
                namespace,
                key,
                data.isEmpty() ? "nothing" : String.join(", ", new TreeSet<>(data.keySet())),
                namespace,
                name,
                command(name, List.of(key))));
  }

  private String command(String name, List<String> keys) {
    StringBuilder command =
        new StringBuilder("kubectl -n %s create secret generic %s".formatted(namespace, name));
    keys.forEach(key -> command.append(" --from-file=").append(key).append("=FILE"));
    return command.toString();
  }
}
