// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.discovery;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Labels by which a service says what Drydock does with it. Those of docker-volume-backup are
 * understood as aliases and turned into ours.
 */
public final class ServiceLabels {
  /** {@code true}: nothing of the service is backed up; otherwise names of volumes, by commas. */
  public static final String EXCLUDE = "drydock.dev/exclude";

  /** {@code true}: the service is stopped while its volumes are read, whatever the policy says. */
  public static final String STOP = "drydock.dev/stop-during-backup";

  /** Shell command run in the service before a backup. */
  public static final String HOOK_PRE = "drydock.dev/hook-pre";

  /** Shell command run in the service after a backup. */
  public static final String HOOK_POST = "drydock.dev/hook-post";

  /** Name of an engine, or {@code none}: overrides what the image looks like. */
  public static final String DATABASE = "drydock.dev/database";

  private static final String PREFIX = "drydock.dev/";
  private static final Map<String, String> ALIASES =
      Map.of(
          "docker-volume-backup.stop-during-backup", STOP,
          "docker-volume-backup.archive-pre", HOOK_PRE,
          "docker-volume-backup.archive-post", HOOK_POST);

  private ServiceLabels() {}

  /** Those labels that Drydock understands, under its own names. */
  public static Map<String, String> understood(Map<String, String> labels) {
    Map<String, String> understood = new TreeMap<>();
    ALIASES.forEach(
        (alias, name) -> {
          if (labels.containsKey(alias)) {
            understood.put(name, labels.getOrDefault(alias, ""));
          }
        });
    labels.forEach(
        (name, value) -> {
          if (name.startsWith(PREFIX)) {
            understood.put(name, value);
          }
        });
    return understood;
  }

  /** Whether the service wants to be stopped. The alias may name a group; that counts as yes. */
  public static boolean stops(Map<String, String> labels) {
    String value = understood(labels).getOrDefault(STOP, "false").strip();
    return !value.isEmpty() && !value.equalsIgnoreCase("false");
  }

  /** Whether the service as a whole is left out. */
  static boolean excluded(Map<String, String> labels) {
    return "true".equalsIgnoreCase(labels.getOrDefault(EXCLUDE, "").strip());
  }

  /** Whether the service leaves out this volume. */
  static boolean excludes(Map<String, String> labels, String volume) {
    List<String> names = Arrays.asList(labels.getOrDefault(EXCLUDE, "").split("\\s*,\\s*", -1));
    return excluded(labels) || names.contains(volume);
  }
}
