// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.protobuf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.apiserver.error.ApiException;

/** Decodes {@code application/vnd.kubernetes.protobuf}. */
public final class KubernetesProtobuf {
  private KubernetesProtobuf() {}

  /** The object in a body. */
  public static ObjectNode decode(byte[] bytes) {
    throw ApiException.unsupportedMediaType(
        "protobuf bodies are not accepted by this server; send application/json");
  }
}
