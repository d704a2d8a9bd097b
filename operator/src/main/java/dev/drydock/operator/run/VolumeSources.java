// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.run;

import dev.drydock.api.v1alpha1.BackupPolicySpec;
import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.api.v1alpha1.ComponentStatus;
import dev.drydock.api.v1alpha1.SnapshotMode;
import dev.drydock.api.v1alpha1.VolumeSource;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.SnapshotLayout;
import dev.drydock.operator.naming.Labels;
import dev.drydock.operator.naming.Names;
import dev.drydock.operator.platform.ApplicationManifest;
import dev.drydock.operator.platform.ApplicationManifest.Volume;
import dev.drydock.operator.platform.ApplicationManifest.VolumeKind;
import dev.drydock.operator.platform.JobRequest;
import dev.drydock.operator.platform.VolumeSnapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What the volumes of a run are read from. It is decided before anything is stopped or made, and
 * stands in {@code status.components[].source}.
 */
final class VolumeSources {
  private static final int DIGITS = 6;

  private VolumeSources() {}

  static SnapshotMode mode(BackupPolicySpec policy) {
    return policy.volumes() == null
        ? SnapshotMode.Auto
        : Objects.requireNonNullElse(policy.volumes().snapshots(), SnapshotMode.Auto);
  }

  /**
   * Decides it for an attempt.
   *
   * @return why a volume is read as it is in use although the policy does not say so, a sentence
   *     each
   * @throws DrydockException InvalidRequest when the policy wants snapshots that cannot be made
   */
  static List<String> decide(
      RunStatusEdit edit, ApplicationManifest selected, VolumeSnapshots snapshots) {
    List<Volume> claims =
        selected.volumes().stream()
            .filter(v -> v.kind() == VolumeKind.Claim && !v.excluded() && v.database() == null)
            .toList();
    SnapshotMode mode = mode(edit.policy());
    Map<String, String> obstacles = new TreeMap<>();
    if (mode != SnapshotMode.Never && !claims.isEmpty() && selected.cluster() != null) {
      obstacles.putAll(
          snapshots.obstacles(selected.cluster().namespace(), claims, wantedClass(edit.policy())));
    }
    if (mode == SnapshotMode.Always && !obstacles.isEmpty()) {
      throw new DrydockException(
          FailureReason.InvalidRequest,
          "spec.volumes.snapshots is Always, but %s. Provide what is missing, exclude the volume, or say Auto."
              .formatted(String.join("; ", sentences(obstacles))));
    }
    for (Volume claim : claims) {
      boolean live = mode == SnapshotMode.Never || obstacles.containsKey(claim.name());
      set(
          edit,
          SnapshotLayout.volume(claim.name()),
          live ? VolumeSource.Live : VolumeSource.Snapshot);
    }
    return sentences(obstacles);
  }

  private static List<String> sentences(Map<String, String> obstacles) {
    List<String> sentences = new ArrayList<>();
    obstacles.forEach(
        (volume, why) ->
            sentences.add("volume %s cannot be copied from a snapshot: %s".formatted(volume, why)));
    return sentences;
  }

  /** From now on all are read as they are in use. */
  static void allLive(RunStatusEdit edit) {
    edit.components =
        edit.components.stream()
            .map(c -> c.source() == null ? c : c.from(VolumeSource.Live))
            .toList();
  }

  private static void set(RunStatusEdit edit, String component, VolumeSource source) {
    edit.components =
        edit.components.stream().map(c -> c.name().equals(component) ? c.from(source) : c).toList();
  }

  /** What came of components, with what they were read from. */
  static List<ComponentStatus> kept(List<ComponentStatus> before, List<ComponentStatus> after) {
    return after.stream()
        .map(
            c ->
                c.from(
                    before.stream()
                        .filter(b -> b.name().equals(c.name()))
                        .map(ComponentStatus::source)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null)))
        .toList();
  }

  static boolean hasSnapshots(RunStatusEdit edit) {
    return edit.components.stream().anyMatch(c -> c.source() == VolumeSource.Snapshot);
  }

  /** Whether volumes are read that somebody may go on changing. */
  static boolean hasLive(RunStatusEdit edit) {
    return edit.components.stream().anyMatch(c -> c.source() == VolumeSource.Live);
  }

  /** Whether the mover reads volumes themselves, of a cluster or of a host. */
  static boolean readsLive(RunStatusEdit edit) {
    return hasLive(edit) || !hasSnapshots(edit);
  }

  /** Whether anything may have been made of which nothing must be left. */
  static boolean mayHaveMade(RunStatusEdit edit) {
    return edit.components.stream().anyMatch(c -> c.source() != null)
        && mode(edit.policy()) != SnapshotMode.Never;
  }

  /** The snapshots of the attempt that the run is at. */
  static VolumeSnapshots.Snapshots snapshots(BackupRun run, RunStatusEdit edit) {
    String name = RunJobs.snapshots(run, edit.attempt);
    JobRequest.Owner owner = Owners.of(run);
    List<VolumeSnapshots.Item> items =
        edit.components.stream()
            .filter(c -> c.source() == VolumeSource.Snapshot)
            .map(c -> c.name().substring(c.name().indexOf('/') + 1))
            .map(v -> new VolumeSnapshots.Item(v, name + "-" + Names.hash(v, DIGITS)))
            .toList();
    return new VolumeSnapshots.Snapshots(
        run.getMetadata().getNamespace(),
        name,
        labels(run),
        owner,
        wantedClass(edit.policy()),
        items);
  }

  static Map<String, String> labels(BackupRun run) {
    return Labels.ofRun(run.getSpec().policyRef().name(), run.getMetadata().getName());
  }

  private static @org.jspecify.annotations.Nullable String wantedClass(BackupPolicySpec policy) {
    return policy.volumes() == null ? null : policy.volumes().snapshotClassName();
  }
}
