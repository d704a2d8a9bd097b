// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How an adapter is set up.
 *
 * @param state its state directory
 * @param listen address of the API
 * @param metrics address of metrics and health; null for none
 * @param dockerHost address of the Docker engine
 * @param image image that movers run
 * @param checkGrace how long the checks of a restore may fail after the start before that counts;
 *     null for what is usual
 * @param sweep whether sandboxes that were left behind are removed at the start
 */
public record AdapterOptions(
    StateDirectory state,
    InetSocketAddress listen,
    @Nullable InetSocketAddress metrics,
    String dockerHost,
    String image,
    @Nullable Duration checkGrace,
    boolean sweep) {

  /** An adapter that stays, and removes what the one before it left behind. */
  public AdapterOptions(
      StateDirectory state,
      InetSocketAddress listen,
      @Nullable InetSocketAddress metrics,
      String dockerHost,
      String image) {
    this(state, listen, metrics, dockerHost, image, null, true);
  }

  /** An adapter for one request, which looks after nothing else. */
  public AdapterOptions withoutSweep() {
    return new AdapterOptions(state, listen, metrics, dockerHost, image, checkGrace, false);
  }

  /** The same with another grace for checks; null for what is usual. */
  public AdapterOptions withCheckGrace(@Nullable Duration grace) {
    return new AdapterOptions(state, listen, metrics, dockerHost, image, grace, sweep);
  }

  /** The address of the Docker engine when nobody says otherwise. */
  public static String defaultDockerHost() {
    String given = System.getenv("DOCKER_HOST");
    return given == null || given.isBlank() ? "unix:///var/run/docker.sock" : given;
  }

  /** The image of movers when nobody says otherwise. */
  public static String defaultImage() {
    String given = System.getenv("DRYDOCK_IMAGE");
    return given == null || given.isBlank() ? "drydock:dev" : given;
  }
}
