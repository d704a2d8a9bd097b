// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.run;

import dev.drydock.api.v1alpha1.BackupPolicySpec;
import dev.drydock.api.v1alpha1.Consistency;
import dev.drydock.api.v1alpha1.DatabaseEngine;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.platform.ApplicationManifest;
import dev.drydock.operator.platform.DatabasePlaces;
import dev.drydock.operator.platform.Findings;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What a backup under a policy will not protect, although the policy asks for it. */
final class Unprotected {
  /** Label of a service that is stopped during backups, whatever the policy says. */
  private static final String STOP = "drydock.dev/stop-during-backup";

  private Unprotected() {}

  /** The application with what this policy leaves unprotected as its warnings. */
  static ApplicationManifest noted(ApplicationManifest selected, BackupPolicySpec policy) {
    Set<String> warnings = new LinkedHashSet<>();
    selected.warnings().stream()
        .filter(warning -> !answered(warning, selected, policy))
        .filter(warning -> !isMoot(warning, selected, policy))
        .forEach(warnings::add);
    selected.databases().stream()
        .flatMap(database -> DatabasePlaces.obstacle(selected, database).stream())
        .forEach(warnings::add);
    return selected.withWarnings(List.copyOf(warnings));
  }

  /**
   * Files of databases may be copied once the policy has them at rest, or dumped after all; and a
   * password that is not taken from a workload may be told by the policy.
   */
  private static boolean answered(
      String warning, ApplicationManifest selected, BackupPolicySpec policy) {
    if (selected.databases().stream()
        .filter(database -> warning.equals(Findings.passwordInPlain(database.service())))
        .anyMatch(database -> tellsCredentials(policy, database.name()))) {
      return true;
    }
    boolean atRest = isAtRest(policy);
    return selected.services().stream()
        .filter(service -> Findings.isCopiedAsFiles(warning, service.name()))
        .anyMatch(
            service ->
                atRest
                    || stops(service)
                    || selected.databases().stream()
                        .anyMatch(
                            d ->
                                d.engine() == DatabaseEngine.Command
                                    && d.service().equals(service.name())));
  }

  private static boolean tellsCredentials(BackupPolicySpec policy, String database) {
    return policy.databases().stream()
        .anyMatch(spec -> spec.name().equals(database) && spec.credentialsSecretRef() != null);
  }

  /** Who writes on matters where others are stopped so that what is copied is at rest. */
  private static boolean isMoot(
      String warning, ApplicationManifest selected, BackupPolicySpec policy) {
    return Findings.isNotStopped(warning)
        && !(isAtRest(policy)
            && selected.volumes().stream()
                .filter(volume -> !volume.excluded() && volume.database() == null)
                .anyMatch(volume -> Findings.isNotStopped(warning, volume.name())));
  }

  private static boolean isAtRest(BackupPolicySpec policy) {
    return policy.consistency() != null && policy.consistency() != Consistency.Live;
  }

  /** The label may name a group of the tool that it comes from; that counts as yes. */
  private static boolean stops(ApplicationManifest.Service service) {
    String label = service.labels().getOrDefault(STOP, "").strip();
    return !label.isEmpty() && !label.equalsIgnoreCase("false");
  }

  /**
   * Refuses an application of which nothing but volumes is known, unless that is all that is
   * wanted.
   *
   * @throws DrydockException ApplicationNotFound
   */
  static void refuseBareVolumes(ApplicationManifest found, BackupPolicySpec policy) {
    boolean bare =
        found.services().isEmpty()
            && found.configurationFiles().isEmpty()
            && found.cluster() == null;
    boolean enough =
        policy.configuration() != null
            && policy.configuration().include().isEmpty()
            && policy.volumes() != null
            && !policy.volumes().include().isEmpty();
    if (bare && !enough) {
      throw new DrydockException(
          FailureReason.ApplicationNotFound,
          "Of %s only volumes are left (%s): no containers tell which are databases or where the configuration is, so that nothing could be started from this backup. Start it once (docker compose -p %s up -d); or, if its volumes are all you want, name them in spec.volumes.include and set spec.configuration.include to []."
              .formatted(
                  found.name(),
                  String.join(
                      ", ",
                      found.volumes().stream().map(ApplicationManifest.Volume::name).toList()),
                  found.name()));
    }
  }
}
