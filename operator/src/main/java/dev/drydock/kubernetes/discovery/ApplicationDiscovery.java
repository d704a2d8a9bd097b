// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.discovery;

import dev.drydock.api.v1alpha1.ApplicationSpec;
import dev.drydock.api.v1alpha1.KubernetesApplication;
import dev.drydock.kubernetes.cluster.NamespaceView;
import dev.drydock.kubernetes.cluster.Workload;
import dev.drydock.kubernetes.cluster.WorkloadNames;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.platform.ApplicationManifest;
import dev.drydock.operator.platform.ApplicationManifest.ClusterObjects;
import dev.drydock.operator.platform.ApplicationManifest.Service;
import dev.drydock.operator.platform.ApplicationManifest.Volume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds what an application consists of: a pure function of what is in its namespace. */
public final class ApplicationDiscovery {
  private final ApplicationSpec application;
  private final NamespaceView view;
  private final Chosen chosen;
  private final ClaimUses uses;
  private final List<PersistentVolumeClaim> claims;
  private final List<String> warnings = new ArrayList<>();

  private ApplicationDiscovery(
      ApplicationSpec application, KubernetesApplication selection, NamespaceView view) {
    this.application = application;
    this.view = view;
    chosen = new Chosen(selection.matchLabels(), new WorkloadNames(view.workloads()), view);
    uses = new ClaimUses(view);
    claims = view.claims().stream().filter(chosen::has).toList();
  }

  /**
   * The application.
   *
   * @throws DrydockException ApplicationNotFound when there is nothing of it; InvalidRequest when
   *     it is not one on Kubernetes
   */
  public static ApplicationManifest discover(ApplicationSpec application, NamespaceView view) {
    KubernetesApplication selection = application.kubernetes();
    if (selection == null) {
      throw new DrydockException(
          FailureReason.InvalidRequest,
          "This operator runs on Kubernetes, where there are no compose projects: use spec.application.kubernetes.");
    }
    return new ApplicationDiscovery(application, selection, view).discover();
  }

  private ApplicationManifest discover() {
    Map<String, Workload> workloads = chosen.workloads();
    if (workloads.isEmpty() && claims.isEmpty()) {
      throw new DrydockException(
          FailureReason.ApplicationNotFound,
          "Namespace %s has no workloads and no PersistentVolumeClaims%s. Correct spec.application.kubernetes, or start the application."
              .formatted(view.namespace(), chosen.criterion()));
    }
    DatabaseServers servers = new DatabaseServers(workloads, claimNames(), view.livePods());
    warnings.addAll(servers.warnings());
    workloads.forEach((name, workload) -> warnings.addAll(Databases.notDumped(name, workload)));
    List<Service> services =
        workloads.entrySet().stream().map(w -> w.getValue().service(w.getKey())).toList();
    List<Volume> volumes = volumes(workloads, servers.all());
    Gaps gaps = new Gaps(view, chosen);
    warnings.addAll(gaps.ofVolumes(claims));
    warnings.addAll(gaps.ofWorkloads());
    warnings.addAll(new Makers(view, chosen).gaps());
    warnings.addAll(new Writers(view, servers.all()).findings(volumes));
    return new ApplicationManifest(
        application,
        String.join("+", List.of(view.namespace())),
        null,
        volumes,
        servers.all().stream().map(DatabaseServer::database).toList(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        services,
        warnings,
        List.of(),
        Map.of(),
        List.of(),
        objects());
  }

  private ClusterObjects objects() {
    Map<String, Boolean> secrets = chosen.secrets();
    return new ClusterObjects(
        view.namespace(),
        chosen.manifests(),
        List.copyOf(secrets.keySet()),
        secrets.entrySet().stream().filter(e -> !e.getValue()).map(Map.Entry::getKey).toList());
  }

  private List<Volume> volumes(Map<String, Workload> workloads, List<DatabaseServer> servers) {
    List<Volume> volumes = new ArrayList<>();
    for (PersistentVolumeClaim claim : claims) {
      if (!Gaps.canBeRead(claim)) {
        continue;
      }
      String name = claim.getMetadata().getName();
      Map<String, String> services = new LinkedHashMap<>();
      workloads.forEach(
          (service, workload) -> {
            String path = workload.mounts(List.of(name)).get(name);
            if (path != null) {
              services.put(service, path);
            }
          });
      ClaimContents contents = ClaimContents.of(name, servers, uses.of(name));
      volumes.add(
          new Volume(
              name,
              ApplicationManifest.VolumeKind.Claim,
              name,
              services,
              contents.database(),
              false,
              OptOut.of(claim.getMetadata()) || uses.leaveOut(name),
              null,
              details(claim),
              contents.dumped()));
    }
    return volumes;
  }

  private static Map<String, String> details(PersistentVolumeClaim claim) {
    Map<String, String> details = new LinkedHashMap<>();
    if (claim.getSpec().getStorageClassName() != null) {
      details.put("storageClassName", claim.getSpec().getStorageClassName());
    }
    if (claim.getSpec().getAccessModes() != null) {
      details.put("accessModes", String.join(",", claim.getSpec().getAccessModes()));
    }
    return details;
  }

  private List<String> claimNames() {
    return claims.stream().map(claim -> claim.getMetadata().getName()).toList();
  }
}
