// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.drydock.api.v1alpha1.BackupPolicySpec;
import java.util.LinkedHashMap;
import java.util.Map;

/** Small JSON documents that travel in the configuration snapshot. */
final class Documents {
  private static final ObjectWriter WRITER =
      new ObjectMapper()
          .writer(SerializationFeature.INDENT_OUTPUT)
          .with(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  private Documents() {}

  static String json(Object value) {
    try {
      return WRITER.writeValueAsString(value) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of the API cannot be written as JSON", e);
    }
  }

  /** A policy such as can be applied again after a recovery. */
  static String policy(String namespace, String name, BackupPolicySpec spec) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("apiVersion", "drydock.dev/v1alpha1");
    document.put("kind", "BackupPolicy");
    document.put("metadata", Map.of("namespace", namespace, "name", name));
    document.put("spec", spec);
    return json(document);
  }
}
