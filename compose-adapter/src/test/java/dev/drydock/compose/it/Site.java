// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.it;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;

/**
 * A shop on one of the platforms, and the Drydock that protects it: a database {@code db} with
 * orders, a web server {@code web} with uploads and a configuration. What the scenarios need to
 * know of the platform is here and nowhere else.
 */
interface Site extends AutoCloseable {
  String PASSWORD = "correct horse battery staple";

  /** Name of the policy. */
  String policy();

  /** Namespace of the policy and of what is asked of it. */
  String namespace();

  /** The API that has our kinds; it may be away while the controller is. */
  KubernetesClient api();

  /** {@code spec.application} of the policy, as YAML on one line. */
  String application();

  /** What {@code source.application} of a restore from nothing but the bucket says. */
  String applicationName();

  /** {@code spec.target} of a restore that makes the application anew where it was. */
  String anew();

  /** Where the repository is; connections can be held up. */
  Bucket bucket();

  /** Host by which movers reach this machine. */
  String thisMachine();

  /** Applies manifests in {@link #namespace()}. */
  void apply(String yaml);

  /** Runs a shell command in a service and returns what it said; fails unless its status is 0. */
  String exec(String service, String command);

  /** What runs of the application, as the platform tells it. */
  String states();

  /** Waits until the application runs and answers. */
  void awaitReady();

  /** Restarts the database, and waits until it answers. */
  void restartDatabase();

  /** Loses the application with all its data, and all that Drydock has beside the bucket. */
  void destroy() throws Exception;

  /** kill -9 of the controller. */
  void killController() throws Exception;

  /** Starts the controller that was killed. */
  void startController() throws Exception;

  /** Kills the movers that run, and says how many there were. */
  int killMovers();

  /** Names of what Drydock made beside the application: movers, sandboxes, side volumes. */
  String leftovers();

  /** Where the controller writes its log. */
  Path log();

  @Override
  void close() throws Exception;
}
