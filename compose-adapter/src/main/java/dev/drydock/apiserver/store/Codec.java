// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.apiserver.json.Json;

/** Objects as bytes: JSON without resourceVersion, encrypted when they are Secrets. */
final class Codec {
  private final SecretCipher cipher;
  private final Form form;

  Codec(SecretCipher cipher, Form form) {
    this.cipher = cipher;
    this.form = form;
  }

  byte[] encode(ObjectKey key, ObjectNode value) {
    ObjectNode copy = value.deepCopy();
    if (copy.get("metadata") instanceof ObjectNode metadata) {
      metadata.remove("resourceVersion");
    }
    byte[] json = Json.write(copy);
    return encrypted(key) ? cipher.encrypt(context(key), json) : json;
  }

  ObjectNode decode(ObjectKey key, byte[] stored) {
    ObjectNode value =
        Json.readObject(encrypted(key) ? cipher.decrypt(context(key), stored) : stored);
    form.apply(key.resource(), value);
    return value;
  }

  static ObjectNode stamped(ObjectNode value, long revision) {
    JsonNode metadata = value.get("metadata");
    if (metadata instanceof ObjectNode object) {
      object.put("resourceVersion", Long.toString(revision));
    }
    return value;
  }

  private static boolean encrypted(ObjectKey key) {
    return key.resource().equals("secrets");
  }

  private static String context(ObjectKey key) {
    return key.resource() + "/" + key.namespace() + "/" + key.name();
  }
}
