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
    BACKGROUND,
    FOREGROUND,
    ORPHAN
  }

  /** A plain delete. */
  public static final DeleteOptions PLAIN =
      new DeleteOptions(false, Propagation.BACKGROUND, "", "");

  /** Reads a {@code DeleteOptions} body; parameters of the query count when the body is silent. */
  public static DeleteOptions of(JsonNode body, boolean dryRunParameter, String policyParameter) {
    String policy = body.path("propagationPolicy").asText(policyParameter);
    boolean orphan = body.path("orphanDependents").asBoolean(false);
    Propagation propagation =
        switch (policy) {
          case "" -> orphan ? Propagation.ORPHAN : Propagation.BACKGROUND;
          case "Background" -> Propagation.BACKGROUND;
          case "Foreground" -> Propagation.FOREGROUND;
          case "Orphan" -> Propagation.ORPHAN;
          default ->
              throw ApiException.unprocessable(
                  "propagationPolicy: Unsupported value: \"" + policy + "\"");
        };
    JsonNode preconditions = body.path("preconditions");
    return new DeleteOptions(
        dryRunParameter || !body.path("dryRun").isEmpty(),
        propagation,
        preconditions.path("uid").asText(""),
        preconditions.path("resourceVersion").asText(""));
  }
}
