// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.job;

/**
 * How components are named and where their files are within snapshots: what a backup writes and a
 * restore looks for. People who read the repository with other tools see these paths, too.
 */
public final class SnapshotLayout {
  /** Name of the component that holds all configuration; always the last of a run. */
  public static final String CONFIGURATION = "configuration";

  /** Directory of the configuration within its snapshot. */
  public static final String CONFIGURATION_PATH = "/configuration";

  /** The manifest of the application, within the configuration's snapshot. */
  public static final String MANIFEST = CONFIGURATION_PATH + "/drydock/application.json";

  private static final String VOLUME = "volume/";
  private static final String DATABASE = "database/";

  private SnapshotLayout() {}

  /** Name of the component of a volume, such as volume/uploads. */
  public static String volume(String name) {
    return VOLUME + name;
  }

  /** Directory of a volume within its snapshot, such as /volumes/uploads. */
  public static String volumePath(String name) {
    return "/volumes/" + name;
  }

  /** Name of the component of a database, such as database/orders. */
  public static String database(String name) {
    return DATABASE + name;
  }

  /** File of a database's dump within its snapshot, such as /databases/orders/dump. */
  public static String databasePath(String name) {
    return "/databases/" + name + "/dump";
  }

  /** Whether a component is a volume. */
  public static boolean isVolume(String component) {
    return component.startsWith(VOLUME);
  }

  /** Whether a component is a database. */
  public static boolean isDatabase(String component) {
    return component.startsWith(DATABASE);
  }

  /** Name of the volume or database that a component is. */
  public static String nameOf(String component) {
    return component.substring(component.indexOf('/') + 1);
  }
}
