// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.workload;

import dev.drydock.kubernetes.cluster.Workload;
import dev.drydock.kubernetes.cluster.WorkloadKind;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;

/**
 * What a workload is known by in the status of a run.
 *
 * @param namespace namespace
 * @param kind kind
 * @param name name
 */
record WorkloadId(String namespace, WorkloadKind kind, String name) {

  static WorkloadId of(Workload workload) {
    return new WorkloadId(workload.metadata().getNamespace(), workload.kind(), workload.name());
  }

  /** Reads what {@link #toString} wrote. */
  static WorkloadId parse(String id) {
    String[] parts = id.split("/", -1);
    for (WorkloadKind kind : WorkloadKind.values()) {
      if (parts.length == 3 && kind.name().equals(parts[1])) {
        return new WorkloadId(parts[0], kind, parts[2]);
      }
    }
    throw new DrydockException(
        FailureReason.InternalError, id + " is no workload of a Kubernetes cluster.");
  }

  /** Such as shop/Deployment/web. */
  @Override
  public String toString() {
    return namespace + "/" + kind + "/" + name;
  }
}
