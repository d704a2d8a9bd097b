// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.platform;

import java.util.Map;
import java.util.Optional;

/**
 * Reads Secrets where that is allowed: on a Docker host, where the platform hands them to movers as
 * files. What it returns is never logged, stored or put into a status.
 */
@FunctionalInterface
public interface SecretReader {
  /** The decoded data of a Secret by key; empty when there is no such Secret. */
  Optional<Map<String, byte[]>> read(String namespace, String name);
}
