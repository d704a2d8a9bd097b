// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.policy;

import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.api.v1alpha1.RestoreRequest;
import dev.drydock.operator.run.PolicyRestores;
import dev.drydock.operator.run.RunConditions;
import dev.drydock.operator.run.RunMachine;
import dev.drydock.operator.status.Conditions;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which objects of a policy are old enough to go. The data is in the repository; it stays. */
final class History {
  private static final int SUCCESSFUL = 20;
  private static final int FAILED = 10;
  private static final int DRILLS = 10;
  private static final Comparator<HasMetadata> NEWEST_FIRST =
      Comparator.comparing((HasMetadata o) -> o.getMetadata().getCreationTimestamp())
          .thenComparing(o -> o.getMetadata().getName())
          .reversed();

  private History() {}

  /** Names of the runs to delete. */
  static List<String> runs(List<BackupRun> runs, List<RestoreRequest> restores) {
    Set<String> needed =
        restores.stream()
            .filter(r -> !Drills.isEnded(r) && r.getSpec().source().runRef() != null)
            .map(r -> String.valueOf(r.getSpec().source().runRef().name()))
            .collect(Collectors.toSet());
    List<BackupRun> ended =
        runs.stream()
            .filter(RunMachine::isEnded)
            .filter(r -> !needed.contains(r.getMetadata().getName()))
            .filter(r -> r.getStatus().quiesced().isEmpty()) // it still brings back what it stopped
            .sorted(NEWEST_FIRST)
            .toList();
    return Stream.concat(
            ended.stream().filter(History::succeeded).skip(SUCCESSFUL),
            ended.stream().filter(r -> !succeeded(r)).skip(FAILED))
        .map(r -> r.getMetadata().getName())
        .toList();
  }

  /** Names of the drills to delete; the newest that passed is kept however many failed since. */
  static List<String> drills(List<RestoreRequest> drills) {
    Optional<RestoreRequest> proof = PolicyRestores.newestProof(drills);
    return drills.stream()
        .filter(Drills::isEnded)
        .sorted(NEWEST_FIRST)
        .skip(DRILLS)
        .filter(d -> proof.filter(d::equals).isEmpty())
        .map(r -> r.getMetadata().getName())
        .toList();
  }

  private static boolean succeeded(BackupRun run) {
    return Conditions.isTrue(run.getStatus().conditions(), RunConditions.COMPLETE);
  }
}
