// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.restore;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.platform.ApplicationManifest;
import org.jspecify.annotations.Nullable;

/** Reads the manifest of an application from the text in the repository. */
final class Manifests {
  private static final ObjectReader READER =
      new ObjectMapper()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .readerFor(ApplicationManifest.class);

  private Manifests() {}

  static ApplicationManifest read(@Nullable String json, String run) {
    if (json == null) {
      throw new DrydockException(
          FailureReason.RepositoryCorrupt,
          "Run "
              + run
              + " holds no drydock/application.json, which says how to restore it. Restore another run, or restore this one by hand with any tool that reads the restic format.");
    }
    try {
      return READER.readValue(json);
    } catch (JsonProcessingException e) {
      throw new DrydockException(
          FailureReason.RepositoryCorrupt,
          "The drydock/application.json of run "
              + run
              + " cannot be read: "
              + e.getOriginalMessage(),
          e);
    }
  }
}
