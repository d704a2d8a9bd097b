// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.discovery;

import dev.drydock.kubernetes.cluster.ClaimMount;
import dev.drydock.kubernetes.cluster.Workload;
import dev.drydock.kubernetes.discovery.ClaimUses.ClaimUse;
import dev.drydock.operator.platform.ApplicationManifest.Database;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A server of PostgreSQL, with where its files are.
 *
 * @param database as the manifest has it; its volume is the claim
 * @param workload whose pod it is
 * @param container name of its container
 * @param mount how it sees the claim with its files; null when they are in none
 */
record DatabaseServer(
    Database database, Workload workload, String container, @Nullable ClaimMount mount) {

  /** Whether its files are in a claim. */
  boolean isIn(String claim) {
    return claim.equals(database.volume());
  }

  /** Whether it is one of the pods of a workload. */
  boolean isOf(Workload other) {
    return other.kind() == workload.kind() && other.name().equals(workload.name());
  }

  /** Where its files are in the claim, without a slash before; empty when that is not known. */
  Optional<String> place() {
    String data = database.dataDirectory();
    return mount == null || data == null ? Optional.empty() : mount.inClaim(data);
  }

  /**
   * Whether a use of the claim is the one by which the server, or what prepares the claim for it,
   * reaches its files.
   */
  boolean isUsedBy(ClaimUse use) {
    return mount != null
        && use.workload() != null
        && isOf(use.workload())
        && Objects.equals(use.mount().directory(), mount.directory())
        && (use.mount().isInitial() || use.mount().container().equals(container));
  }
}
