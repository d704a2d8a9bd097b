// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.restore;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drydock.compose.docker.engine.DockerEngine;
import dev.drydock.compose.docker.engine.Images;
import dev.drydock.compose.docker.engine.RunResult;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.platform.ApplicationManifest.Database;
import java.time.Duration;
import java.util.List;

/** Has images at hand that a restore needs. */
record ImageSupply(DockerEngine engine, ComposeRunner compose) {

  /** Pulls and builds what is not here, which takes as long as it takes. */
  void pullAndBuild(ComposeRunner.Call call, Duration timeout) {
    for (List<String> step :
        List.of(
            List.of("pull", "--policy", "missing", "--ignore-buildable", "--quiet"),
            List.of("build", "--quiet"))) {
      RunResult result = compose.run(call, step, timeout);
      if (!result.succeeded()) {
        throw new DrydockException(
            FailureReason.ImageUnavailable,
            "docker compose %s of project %s failed: %s Images of a private registry need docker login by the user that runs drydock; one that was only on the host of the backup has to be loaded (docker load), or replaced by another in the compose file."
                .formatted(step.getFirst(), call.project(), result.tail()));
      }
    }
  }

  /**
   * A dump is loaded by the image that it was made with, under the name that it had. One that was
   * built is called after the project, and so has another name in a copy; and one that a person
   * replaced in the compose file has the name given there.
   */
  void nameForDatabases(ComposeRunner.Call call, List<Database> databases) {
    List<Database> without =
        databases.stream().filter(d -> !Images.present(engine, d.image())).toList();
    if (without.isEmpty()) {
      return;
    }
    JsonNode services = compose.model(call).path("services");
    for (Database database : without) {
      String image = image(call.project(), services, database.service());
      if (Images.present(engine, image)) {
        Images.name(engine, image, database.image());
      }
    }
  }

  /** The image of a service; compose names what it builds after project and service. */
  static String image(String project, JsonNode services, String service) {
    String named = services.path(service).path("image").asText("");
    return named.isEmpty() ? project + "-" + service : named;
  }
}
