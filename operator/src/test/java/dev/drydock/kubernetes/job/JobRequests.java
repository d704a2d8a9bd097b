// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.job;

import dev.drydock.api.v1alpha1.ApplicationSpec;
import dev.drydock.api.v1alpha1.KubernetesApplication;
import dev.drydock.api.v1alpha1.RepositorySpec;
import dev.drydock.api.v1alpha1.S3CredentialsReference;
import dev.drydock.api.v1alpha1.S3Repository;
import dev.drydock.api.v1alpha1.SecretKeyReference;
import dev.drydock.kubernetes.cluster.NamespaceView;
import dev.drydock.kubernetes.cluster.WorkloadNames;
import dev.drydock.kubernetes.discovery.ApplicationDiscovery;
import dev.drydock.mover.job.JobSpec;
import dev.drydock.operator.platform.ApplicationManifest;
import dev.drydock.operator.platform.ApplicationManifest.VolumeKind;
import dev.drydock.operator.platform.JobRequest;
import dev.drydock.operator.platform.JobRequest.DatabaseProgram;
import dev.drydock.operator.platform.JobRequest.Mount;
import dev.drydock.operator.platform.JobRequest.ProgramKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What tests ask for. */
final class JobRequests {
  static final Mount UPLOADS =
      new Mount("uploads", VolumeKind.Claim, "/sources/volumes/uploads", true);

  private JobRequests() {}

  static RepositorySpec repository() {
    return new RepositorySpec(
        new S3Repository(
            "backups",
            "shop/",
            "http://10.244.0.1:9000",
            null,
            true,
            new S3CredentialsReference("s3"),
            null,
            null),
        null,
        new SecretKeyReference("repository", null),
        List.of());
  }

  static DatabaseProgram dump(NamespaceView view, @Nullable String credentials) {
    ApplicationManifest shop = shop(view);
    return dump(shop, shop.databases().getFirst(), credentials);
  }

  static List<DatabaseProgram> dumps(NamespaceView view) {
    ApplicationManifest shop = shop(view);
    return shop.databases().stream().map(database -> dump(shop, database, null)).toList();
  }

  private static ApplicationManifest shop(NamespaceView view) {
    return ApplicationDiscovery.discover(
        new ApplicationSpec(null, new KubernetesApplication(List.of("shop"), Map.of())), view);
  }

  private static DatabaseProgram dump(
      ApplicationManifest shop,
      ApplicationManifest.Database database,
      @Nullable String credentials) {
    return new DatabaseProgram(
        ProgramKind.Dump,
        shop,
        database,
        credentials,
        List.of(),
        List.of(),
        JobRequest.PIPES + "/" + database.name() + ".pipe",
        JobRequest.PIPES + "/" + database.name() + ".status",
        null,
        null);
  }

  static JobRequest request(List<Mount> mounts, List<DatabaseProgram> programs) {
    return new JobRequest(
        "shop",
        "shop-full-1-backup-1",
        Map.of("drydock.dev/policy", "shop"),
        repository(),
        location -> new JobSpec.Check(Objects.requireNonNull(location), 0),
        mounts,
        programs,
        Duration.ofHours(6),
        new JobRequest.Owner("drydock.dev/v1alpha1", "BackupRun", "shop-full-1", "u1"));
  }

  static JobPlan plan(NamespaceView view, List<Mount> mounts, List<DatabaseProgram> programs) {
    List<String> claims =
        mounts.stream().filter(m -> m.kind() == VolumeKind.Claim).map(Mount::source).toList();
    WorkloadNames names = new WorkloadNames(view.workloads());
    return new JobPlan(
        request(mounts, programs),
        "drydock:test",
        RepositoryMounts.of(repository()),
        MoverIdentity.of(claims, view.workloads()),
        Placement.of(
            view.claims().stream().filter(c -> claims.contains(c.getMetadata().getName())).toList(),
            view.pods()),
        programs.stream()
            .map(
                p ->
                    DumpProgram.of(
                        p, names.find(p.database().service()).orElseThrow(), view.pods()))
            .toList());
  }
}
