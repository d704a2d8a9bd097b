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
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Has images at hand that a restore needs. */
record ImageSupply(DockerEngine engine, ComposeRunner compose) {

  /**
   * Pulls and builds what is not here, which takes as long as it takes.
   *
   * @param services services of the resolved model
   */
  void pullAndBuild(ComposeRunner.Call call, JsonNode services, Duration timeout) {
    pull(call, services, timeout);
    if (services.valueStream().anyMatch(service -> service.path("build").isObject())) {
      run(call, List.of("build", "--quiet"), timeout);
    }
  }

  /**
   * The same as far as it can be done before there is data: what is built from a volume waits.
   *
   * @param volumes paths of volumes in the target
   * @param databases names of the services that are databases, without whose image no data comes
   */
  void pullAndBuildAhead(
      ComposeRunner.Call call,
      Collection<String> volumes,
      Collection<String> databases,
      Duration timeout) {
    JsonNode services = compose.model(call).path("services");
    pull(call, services, timeout);
    List<String> ready = ready(services, call.mounts().keySet(), volumes, databases);
    if (!ready.isEmpty()) {
      List<String> build = new ArrayList<>(List.of("build", "--quiet"));
      build.addAll(ready);
      run(call, build, timeout);
    }
  }

  private void pull(ComposeRunner.Call call, JsonNode services, Duration timeout) {
    if (lacks(services, image -> Images.present(engine, image))) {
      run(call, List.of("pull", "--policy", "missing", "--ignore-buildable", "--quiet"), timeout);
    }
  }

  /** Whether an image has to be pulled; a compose that finds nothing to do takes seconds, too. */
  static boolean lacks(JsonNode services, Predicate<String> present) {
    return services
        .valueStream()
        .filter(service -> !service.path("build").isObject())
        .map(service -> service.path("image").asText(""))
        .anyMatch(image -> image.isEmpty() || !present.test(image));
  }

  private void run(ComposeRunner.Call call, List<String> step, Duration timeout) {
    RunResult result = compose.run(call, step, timeout);
    if (!result.succeeded()) {
      throw new DrydockException(
          FailureReason.ImageUnavailable,
          "docker compose %s of project %s failed: %s Images of a private registry need docker login by the user that runs drydock; one that was only on the host of the backup has to be loaded (docker load), or replaced by another in the compose file."
              .formatted(step.getFirst(), call.project(), result.tail()));
    }
  }

  /**
   * Services whose images can be built.
   *
   * @param services services of the resolved model
   * @param seen paths that compose sees
   * @param volumes paths where there is no data yet
   */
  static List<String> ready(
      JsonNode services,
      Collection<String> seen,
      Collection<String> volumes,
      Collection<String> databases) {
    List<String> ready = new ArrayList<>();
    for (Map.Entry<String, JsonNode> service : services.properties()) {
      JsonNode build = service.getValue().path("build");
      String context = build.path("context").asText("");
      boolean waits =
          volumes.stream()
              .anyMatch(
                  volume ->
                      Target.within(context, volume)
                          || (Target.within(volume, context)
                              && !databases.contains(service.getKey())));
      boolean visible =
          !context.startsWith("/")
              || seen.stream()
                  .anyMatch(p -> Target.within(context, p) || Target.within(p, context));
      if (build.isObject() && visible && !waits) {
        ready.add(service.getKey());
      }
    }
    return ready;
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
