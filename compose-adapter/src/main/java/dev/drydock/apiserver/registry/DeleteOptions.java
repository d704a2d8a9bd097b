// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drydock.apiserver.error.ApiException;

/**
 * How a delete is to be done.
 *
 * @param uid the object must have this uid; empty for any
 * @param resourceVersion the object must have this version; empty for any
 */
public record DeleteOptions(
    boolean dryRun, Propagation propagation, String uid, String resourceVersion) {

  /** What happens to dependents. */
  public enum Propagation {
    /** What the finalizers of the object say. */
    DEFAULT,
    BACKGROUND,
    FOREGROUND,
    ORPHAN
  }

  /** A plain delete. */
  public static final DeleteOptions PLAIN = new DeleteOptions(false, Propagation.DEFAULT, "", "");

  /** Reads a {@code DeleteOptions} body; parameters of the query count when the body is silent. */
  public static DeleteOptions of(JsonNode body, boolean dryRunParameter, String policyParameter) {
    String policy = body.path("propagationPolicy").asText(policyParameter);
    Propagation propagation =
        switch (policy) {
          case "" -> {
            if (!body.hasNonNull("orphanDependents")) {
              yield Propagation.DEFAULT;
            }
            yield body.path("orphanDependents").asBoolean()
                ? Propagation.ORPHAN
                : Propagation.BACKGROUND;
          }
          case "Background" -> Propagation.BACKGROUND;
          case "Foreground" -> Propagation.FOREGROUND;
          case "Orphan" -> Propagation.ORPHAN;
          default ->
              throw ApiException.unprocessable(
                  "propagationPolicy: Unsupported value: \"" + policy + "\"");
        };
    for (JsonNode value : body.path("dryRun")) {
      if (!value.asText().equals("All")) {
        throw ApiException.unprocessable(
            "dryRun: Unsupported value: \"" + value.asText() + "\": supported values: \"All\"");
      }
    }
    JsonNode preconditions = body.path("preconditions");
    return new DeleteOptions(
        dryRunParameter || !body.path("dryRun").isEmpty(),
        propagation,
        preconditions.path("uid").asText(""),
        preconditions.path("resourceVersion").asText(""));
  }
}
