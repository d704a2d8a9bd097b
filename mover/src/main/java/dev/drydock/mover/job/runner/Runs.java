// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.job.runner;

import dev.drydock.mover.job.JobResult;
import dev.drydock.mover.job.SnapshotLayout;
import dev.drydock.mover.snapshot.SnapshotSummary;
import dev.drydock.mover.snapshot.StoredSnapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts the snapshots of a repository together to the runs that made them. */
final class Runs {
  private Runs() {}

  /**
   * What one run left in the repository.
   *
   * @param name name of the run
   * @param application application
   * @param policy policy
   * @param owner who made it; null when that is not known
   * @param snapshots all its snapshots, those of attempts that were repeated included
   */
  record Run(
      String name,
      String application,
      String policy,
      @Nullable String owner,
      List<StoredSnapshot> snapshots) {
    /** Time of the run: that of its newest snapshot. */
    Instant time() {
      return snapshots.stream()
          .map(s -> s.snapshot().time().toInstant())
          .max(Comparator.naturalOrder())
          .orElseThrow();
    }

    /** Whether it has the snapshot that is made last. */
    boolean finished() {
      return components().containsKey(SnapshotLayout.CONFIGURATION);
    }

    /** Whether it is finished and has all that it had then: no repair took something away. */
    boolean complete() {
      return finished()
          && components().values().stream().noneMatch(stored -> stored.snapshot().isRepaired());
    }

    /**
     * The snapshot of each component; of repeated attempts the last one. What a repair left of a
     * snapshot counts only when that one is gone.
     */
    Map<String, StoredSnapshot> components() {
      Map<String, StoredSnapshot> components = new LinkedHashMap<>();
      for (StoredSnapshot stored : snapshots) {
        Tags.component(stored.snapshot())
            .ifPresent(
                component -> components.merge(component, stored, (a, b) -> isBetter(b, a) ? b : a));
      }
      return components;
    }

    JobResult.Run toResult() {
      Map<String, String> ids = new LinkedHashMap<>();
      Map<String, Long> bytes = new LinkedHashMap<>();
      components()
          .forEach(
              (component, stored) -> {
                ids.put(component, stored.id().hex());
                SnapshotSummary summary = stored.snapshot().summary();
                if (summary != null) {
                  bytes.put(component, summary.totalBytesProcessed());
                }
              });
      return new JobResult.Run(name, application, policy, owner, time(), complete(), ids, bytes);
    }

    private static boolean isBetter(StoredSnapshot one, StoredSnapshot other) {
      return one.snapshot().isRepaired() == other.snapshot().isRepaired()
          ? end(other).isBefore(end(one))
          : other.snapshot().isRepaired();
    }

    private static Instant end(StoredSnapshot stored) {
      SnapshotSummary summary = stored.snapshot().summary();
      return summary == null ? Instant.MIN : summary.backupEnd();
    }
  }

  /** All runs, newest first. Snapshots that Drydock did not make belong to none. */
  static List<Run> of(List<StoredSnapshot> snapshots) {
    record Key(String application, String policy, @Nullable String owner, String run) {}
    Map<Key, List<StoredSnapshot>> groups = new HashMap<>();
    for (StoredSnapshot stored : snapshots) {
      if (Tags.isOfDrydock(stored.snapshot())) {
        Tags.run(stored.snapshot())
            .map(
                run ->
                    new Key(
                        Tags.application(stored.snapshot()),
                        Tags.policy(stored.snapshot()),
                        Tags.owner(stored.snapshot()).orElse(null),
                        run))
            .ifPresent(key -> groups.computeIfAbsent(key, k -> new ArrayList<>()).add(stored));
      }
    }
    return groups.entrySet().stream()
        .map(
            group ->
                new Run(
                    group.getKey().run(),
                    group.getKey().application(),
                    group.getKey().policy(),
                    group.getKey().owner(),
                    List.copyOf(group.getValue())))
        .sorted(Comparator.comparing(Run::time).reversed().thenComparing(Run::name))
        .toList();
  }
}
