// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.engine;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Container;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes helper containers of processes that were killed before they could start or remove them.
 * One that runs is left alone: it ends by itself, and may belong to somebody.
 */
public final class LeftHelpers {
  private static final Logger log = LoggerFactory.getLogger(LeftHelpers.class);

  /** Far longer than anybody takes to start what was created, or to remove what ended. */
  static final Duration LEFT = Duration.ofMinutes(10);

  private LeftHelpers() {}

  /** Removes those that have not run for ten minutes, as seen at this time. */
  public static void remove(DockerEngine engine, Instant now) {
    remove(engine, Map.of(Labels.ROLE, Labels.HELPER), now);
  }

  static void remove(DockerEngine engine, Map<String, String> labels, Instant now) {
    for (Container container : engine.containers(labels)) {
      String id = container.getId();
      if (engine.inspect(id).filter(found -> isLeft(found, now)).isPresent()) {
        log.info("removing the helper container {}, which was left behind", id);
        engine.remove(id);
      }
    }
  }

  private static boolean isLeft(InspectContainerResponse container, Instant now) {
    String idleSince =
        switch (Objects.requireNonNullElse(container.getState().getStatus(), "")) {
          case "created" -> container.getCreated();
          case "exited", "dead" -> container.getState().getFinishedAt();
          default -> null;
        };
    return idleSince != null && Instant.parse(idleSince).isBefore(now.minus(LEFT));
  }
}
