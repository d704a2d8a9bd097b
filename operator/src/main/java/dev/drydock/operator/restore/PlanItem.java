// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.restore;

import dev.drydock.mover.job.SnapshotLayout;
import dev.drydock.operator.platform.ApplicationManifest.Database;
import java.util.List;

/** One component that is restored. */
sealed interface PlanItem {
  /** Kind and name, such as volume/uploads. */
  String component();

  /** Snapshot id. */
  String snapshot();

  /** What {@code PreparedTarget.nonEmpty} calls the place that it goes to. */
  String place();

  /** As people call it, such as volume uploads. */
  String title();

  /**
   * Whether the place shall hold nothing but what is restored. Always so for the files of a
   * database, which must never mix with others. For configuration the places are the files and
   * directories that are configuration, not the directories that they lie in.
   */
  boolean mirror();

  /**
   * A volume.
   *
   * @param name name of the volume
   * @param snapshot snapshot id
   * @param paths absolute paths to restrict to; everything when empty
   * @param mirror see above
   */
  record VolumeItem(String name, String snapshot, List<String> paths, boolean mirror)
      implements PlanItem {
    @Override
    public String component() {
      return SnapshotLayout.volume(name);
    }

    @Override
    public String place() {
      return name;
    }

    @Override
    public String title() {
      return paths.isEmpty()
          ? "volume " + name
          : String.join(" and ", paths) + " of volume " + name;
    }
  }

  /**
   * A database, loaded from its dump into new files.
   *
   * @param database the database
   * @param volume volume that holds its files
   * @param snapshot snapshot id
   */
  record DatabaseItem(Database database, String volume, String snapshot) implements PlanItem {
    @Override
    public String component() {
      return SnapshotLayout.database(database.name());
    }

    @Override
    public String place() {
      return volume;
    }

    @Override
    public String title() {
      return "database " + database.name();
    }

    @Override
    public boolean mirror() {
      return true;
    }
  }

  /**
   * Compose files, environment, secrets.
   *
   * @param snapshot snapshot id
   * @param mirror see above
   */
  record ConfigurationItem(String snapshot, boolean mirror) implements PlanItem {
    @Override
    public String component() {
      return SnapshotLayout.CONFIGURATION;
    }

    @Override
    public String place() {
      return "configuration";
    }

    @Override
    public String title() {
      return "configuration";
    }
  }
}
