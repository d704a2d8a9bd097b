// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.platform;

import dev.drydock.operator.platform.ApplicationManifest.Volume;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Snapshots of volumes by the storage itself, and volumes that are made of them to be copied. Each
 * call does what is missing and says how it stands, so that it can be repeated after a crash. Safe
 * for use by many threads.
 */
public interface VolumeSnapshots {
  /** Those of a platform that has no such thing. */
  VolumeSnapshots NONE =
      new VolumeSnapshots() {
        @Override
        public Map<String, String> obstacles(
            String namespace, List<Volume> volumes, @Nullable String snapshotClass) {
          Map<String, String> all = new java.util.TreeMap<>();
          volumes.forEach(volume -> all.put(volume.name(), "this platform has no snapshots"));
          return all;
        }

        @Override
        public Optional<String> cut(Snapshots snapshots) {
          throw new UnsupportedOperationException("this platform has no snapshots");
        }

        @Override
        public Optional<String> provide(Snapshots snapshots) {
          throw new UnsupportedOperationException("this platform has no snapshots");
        }

        @Override
        public void remove(String namespace, Map<String, String> labels) {}
      };

  /**
   * The snapshots of one attempt.
   *
   * @param namespace namespace of the volumes
   * @param name deterministic name of all of them together
   * @param labels labels, to find them again
   * @param owner object that they go with; null for none
   * @param snapshotClass class that was asked for; null for one that suits
   * @param items one for each volume
   */
  record Snapshots(
      String namespace,
      String name,
      Map<String, String> labels,
      JobRequest.@Nullable Owner owner,
      @Nullable String snapshotClass,
      List<Item> items) {

    /** What a volume, by what the platform calls it, is copied from instead. */
    public Optional<String> instead(String source) {
      return items.stream().filter(i -> i.source().equals(source)).map(Item::name).findFirst();
    }
  }

  /**
   * One snapshot and the volume that is made of it.
   *
   * @param source what the platform calls the volume
   * @param name deterministic name of both
   */
  record Item(String source, String name) {}

  /**
   * Why no snapshot can be made of some of these volumes: the reason by the name of the volume.
   * Changes nothing.
   *
   * @param snapshotClass class that is asked for; null for one that suits
   * @throws dev.drydock.mover.failure.DrydockException InvalidRequest when there is no such class
   */
  Map<String, String> obstacles(
      String namespace, List<Volume> volumes, @Nullable String snapshotClass);

  /**
   * Has the snapshots made.
   *
   * @return what is waited for; empty once all show their volumes as they were, whatever happens to
   *     these from now on
   * @throws dev.drydock.mover.failure.DrydockException SourceUnreadable when one cannot be made, or
   *     not in time
   */
  Optional<String> cut(Snapshots snapshots);

  /**
   * Has volumes made of the snapshots.
   *
   * @return what is waited for; empty once they can be mounted
   * @throws dev.drydock.mover.failure.DrydockException SourceUnreadable when one cannot be made, or
   *     not in time
   */
  Optional<String> provide(Snapshots snapshots);

  /**
   * Removes all snapshots with these labels, and what was made of them; waits a while for it.
   *
   * @throws dev.drydock.mover.failure.DrydockException PlatformError when something is still there
   */
  void remove(String namespace, Map<String, String> labels);
}
