// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.api.v1alpha1.FilesystemRepository;
import dev.drydock.api.v1alpha1.RepositorySpec;
import dev.drydock.api.v1alpha1.S3CredentialsReference;
import dev.drydock.api.v1alpha1.S3Repository;
import dev.drydock.api.v1alpha1.SecretKeyReference;
import dev.drydock.api.v1alpha1.TlsSpec;
import dev.drydock.kubernetes.cluster.NamespaceView;
import dev.drydock.kubernetes.cluster.Namespaces;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.RepositoryLocation;
import dev.drydock.operator.platform.ApplicationManifest.VolumeKind;
import dev.drydock.operator.platform.JobRequest.Mount;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class JobObjectsTest {
  private static final Mount CACHE =
      new Mount("cache", VolumeKind.Claim, "/sources/volumes/cache", true);
  private static final Mount SECRET =
      new Mount("web-env", VolumeKind.Secret, "/sources/secrets/web-env", true);

  private final NamespaceView shop = Namespaces.shop();

  private static PodSpec pod(JobPlan plan) {
    return JobObjects.job(plan).getSpec().getTemplate().getSpec();
  }

  private static Volume volume(PodSpec pod, String mountPath) {
    String name =
        pod.getContainers().getFirst().getVolumeMounts().stream()
            .filter(m -> m.getMountPath().equals(mountPath))
            .findFirst()
            .orElseThrow()
            .getName();
    return pod.getVolumes().stream()
        .filter(v -> v.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static List<EnvVar> variables(Container container, String name) {
    return container.getEnv().stream().filter(v -> v.getName().equals(name)).toList();
  }

  @Test
  void aJobRunsOnceWithADeadlineAndGoesWithItsOwner() {
    Job job = JobObjects.job(JobRequests.plan(shop, List.of(JobRequests.UPLOADS), List.of()));

    assertThat(job.getMetadata().getName()).isEqualTo("shop-full-1-backup-1");
    assertThat(job.getSpec().getBackoffLimit()).isZero();
    assertThat(job.getSpec().getActiveDeadlineSeconds()).isEqualTo(6 * 3600);
    assertThat(job.getSpec().getTtlSecondsAfterFinished()).isPositive();
    assertThat(job.getSpec().getTemplate().getSpec().getRestartPolicy()).isEqualTo("Never");
    assertThat(job.getMetadata().getOwnerReferences())
        .singleElement()
        .satisfies(
            o -> {
              assertThat(o.getKind()).isEqualTo("BackupRun");
              assertThat(o.getUid()).isEqualTo("u1");
            });
    assertThat(job.getSpec().getTemplate().getMetadata().getLabels())
        .containsEntry(JobObjects.LABEL, "shop-full-1-backup-1")
        .containsEntry("drydock.dev/policy", "shop");
  }

  @Test
  void aSourceIsMountedReadOnlyOnTheNodeThatHasIt() {
    PodSpec pod = pod(JobRequests.plan(shop, List.of(JobRequests.UPLOADS), List.of()));

    assertThat(pod.getContainers().getFirst().getVolumeMounts())
        .filteredOn(m -> m.getMountPath().equals("/sources/volumes/uploads"))
        .singleElement()
        .satisfies(m -> assertThat(m.getReadOnly()).isTrue());
    assertThat(volume(pod, "/sources/volumes/uploads").getPersistentVolumeClaim().getClaimName())
        .isEqualTo("uploads");
    assertThat(
            pod.getAffinity()
                .getNodeAffinity()
                .getRequiredDuringSchedulingIgnoredDuringExecution()
                .getNodeSelectorTerms()
                .getFirst()
                .getMatchFields()
                .getFirst()
                .getValues())
        .containsExactly("node1");
  }

  @Test
  void aCredentialsFileIsMountedAloneAndItsProfileAndAuthoritiesAreTold() {
    RepositoryMounts mounts =
        RepositoryMounts.of(
            new RepositorySpec(
                new S3Repository(
                    "acme",
                    "plugins/drydock/shop",
                    null,
                    "eu-central-1",
                    false,
                    new S3CredentialsReference("cloud-credentials", "aws", "backups"),
                    new TlsSpec(null, "-----BEGIN CERTIFICATE-----"),
                    null),
                null,
                new SecretKeyReference("repository", null),
                List.of()));

    assertThat(mounts.volumes())
        .filteredOn(v -> v.getSecret() != null)
        .singleElement()
        .satisfies(
            v -> {
              assertThat(v.getSecret().getSecretName()).isEqualTo("cloud-credentials");
              assertThat(v.getSecret().getItems())
                  .singleElement()
                  .satisfies(item -> assertThat(item.getKey()).isEqualTo("aws"))
                  .satisfies(item -> assertThat(item.getPath()).isEqualTo("cloud"));
            });
    assertThat(mounts.location())
        .isInstanceOfSatisfying(
            RepositoryLocation.S3.class,
            s3 -> {
              assertThat(s3.credentialsFile()).isEqualTo("/run/drydock/credentials");
              assertThat(s3.profile()).isEqualTo("backups");
              assertThat(s3.authorities()).isEqualTo("-----BEGIN CERTIFICATE-----");
              assertThat(s3.caFile()).isNull();
            });
  }

  @Test
  void aVolumeThatManyNodesMayHaveBindsTheMoverToNone() {
    assertThat(pod(JobRequests.plan(shop, List.of(CACHE), List.of())).getAffinity()).isNull();
  }

  @Test
  void whatThePodsToleratesTheMoverTolerates() {
    Mount data = new Mount("data-db-0", VolumeKind.Claim, "/sources/volumes/data", true);

    assertThat(pod(JobRequests.plan(shop, List.of(data), List.of())).getTolerations())
        .extracting(Toleration::getKey)
        .containsExactly("storage");
  }

  @Test
  void readsFilesAsTheOneUserOfTheWorkloadsUnderTheRestrictedStandard() {
    PodSpec pod = pod(JobRequests.plan(shop, List.of(JobRequests.UPLOADS), List.of()));

    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(pod.getSecurityContext().getRunAsUser()).isEqualTo(1000);
    assertThat(pod.getSecurityContext().getSupplementalGroups()).containsExactly(2000L);
    assertThat(pod.getSecurityContext().getFsGroup()).as("it would change owners").isNull();
    assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
    assertThat(pod.getAutomountServiceAccountToken()).isFalse();
    assertThat(pod.getContainers())
        .allSatisfy(
            c -> {
              assertThat(c.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
              assertThat(c.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
              assertThat(c.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
              assertThat(c.getSecurityContext().getCapabilities().getAdd()).isEmpty();
            });
  }

  @Test
  void readsFilesOfUnknownOwnersAsRootWithOneCapability() {
    NamespaceView unknown = Namespaces.shop(yaml -> yaml.replace("runAsUser: 1000, ", ""));
    PodSpec pod =
        pod(
            JobRequests.plan(
                unknown, List.of(JobRequests.UPLOADS), List.of(JobRequests.dump(unknown, null))));

    assertThat(pod.getSecurityContext().getRunAsUser()).isZero();
    assertThat(pod.getContainers().getFirst().getSecurityContext().getCapabilities().getAdd())
        .containsExactly("DAC_OVERRIDE");
    assertThat(pod.getContainers().get(1).getSecurityContext().getCapabilities().getAdd())
        .isEmpty();
  }

  @Test
  void aMoverWithoutSourcesIsNobody() {
    PodSpec pod = pod(JobRequests.plan(shop, List.of(), List.of()));

    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(pod.getAffinity()).isNull();
  }

  @Test
  void secretsAreMountedAndNeverWrittenOut() {
    JobPlan plan = JobRequests.plan(shop, List.of(SECRET), List.of());
    PodSpec pod = pod(plan);

    assertThat(volume(pod, "/run/drydock/repository").getProjected().getSources())
        .singleElement()
        .satisfies(s -> assertThat(s.getSecret().getName()).isEqualTo("repository"));
    assertThat(volume(pod, "/run/drydock/credentials").getSecret().getSecretName()).isEqualTo("s3");
    assertThat(volume(pod, "/sources/secrets/web-env").getSecret())
        .satisfies(
            s -> {
              assertThat(s.getSecretName()).isEqualTo("web-env");
              assertThat(s.getOptional()).isTrue();
            });
  }

  @Test
  void aDatabaseIsDumpedByItsOwnImageWithReferencesToItsOwnSecrets() {
    PodSpec pod =
        pod(
            JobRequests.plan(
                shop, List.of(JobRequests.UPLOADS), List.of(JobRequests.dump(shop, null))));
    Container program = pod.getContainers().get(1);

    assertThat(program.getImage()).isEqualTo("postgres:17");
    assertThat(variables(program, "PGHOST").getFirst().getValue()).isEqualTo("10.244.0.12");
    assertThat(variables(program, "PGUSER").getFirst().getValue()).isEqualTo("shop");
    assertThat(variables(program, "PGPASSWORD"))
        .singleElement()
        .satisfies(
            v -> {
              assertThat(v.getValue()).isNull();
              assertThat(v.getValueFrom().getSecretKeyRef().getName()).isEqualTo("db");
              assertThat(v.getValueFrom().getSecretKeyRef().getKey()).isEqualTo("password");
            });
    assertThat(program.getVolumeMounts())
        .extracting(m -> m.getName())
        .containsExactlyInAnyOrder("pipes", "tmp-0");
  }

  @Test
  void whoReplacesTheConfigMapChangesNothing() throws Exception {
    JobPlan plan = JobRequests.plan(shop, List.of(), List.of(JobRequests.dump(shop, null)));
    ConfigMap map = JobObjects.configMap(plan);
    byte[] description = Base64.getDecoder().decode(map.getBinaryData().get("job.json.gz"));
    PodSpec pod = pod(plan);

    assertThat(pod.getContainers().getFirst().getArgs())
        .containsSequence(
            "--expect-sha256",
            HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(description)));
    assertThat(map.getData()).as("no program is read from it").isEmpty();
    List<String> command = pod.getContainers().get(1).getCommand();
    assertThat(command.subList(0, 2)).containsExactly("sh", "-c");
    assertThat(command.get(2).replace("$$", ""))
        .contains("finish()", "drydock-dump-complete")
        .doesNotContain("$", "/drydock-program");
  }

  @Test
  void theCredentialsOfThePolicyComeFirst() {
    Container program =
        pod(JobRequests.plan(shop, List.of(), List.of(JobRequests.dump(shop, "dumper"))))
            .getContainers()
            .get(1);

    assertThat(
            variables(program, "PGPASSWORD").getFirst().getValueFrom().getSecretKeyRef().getName())
        .isEqualTo("dumper");
    assertThat(variables(program, "PGUSER").getLast().getValueFrom().getSecretKeyRef())
        .satisfies(
            r -> {
              assertThat(r.getKey()).isEqualTo("username");
              assertThat(r.getOptional()).isTrue();
            });
  }

  @Test
  void aPasswordOfASecretThatIsWhollyTheEnvironmentIsFound() {
    NamespaceView whole =
        Namespaces.shop(
            yaml ->
                yaml.replace(
                    "        - {name: POSTGRES_PASSWORD, valueFrom: {secretKeyRef: {name: db, key: password}}}\n",
                    "        envFrom: [{secretRef: {name: db-env}}]\n"));
    Container program =
        pod(JobRequests.plan(whole, List.of(), List.of(JobRequests.dump(whole, null))))
            .getContainers()
            .get(1);

    assertThat(variables(program, "PGPASSWORD").getFirst().getValueFrom().getSecretKeyRef())
        .satisfies(
            r -> {
              assertThat(r.getName()).isEqualTo("db-env");
              assertThat(r.getKey()).isEqualTo("POSTGRES_PASSWORD");
            });
  }

  @Test
  void aDatabaseThatDoesNotRunIsAFailureNow() {
    NamespaceView down = Namespaces.shop(yaml -> yaml.replace("running:", "waiting:"));

    assertThatThrownBy(
            () -> JobRequests.plan(down, List.of(), List.of(JobRequests.dump(down, null))))
        .isInstanceOfSatisfying(
            DrydockException.class,
            e -> assertThat(e.reason()).isEqualTo(FailureReason.WorkloadUnhealthy))
        .hasMessageContaining("kubectl -n shop describe pod db-0");
  }

  @Test
  void volumesThatNoNodeCanHaveTogetherAreRefused() {
    NamespaceView two =
        Namespaces.shop(
            yaml ->
                yaml.replace(
                    "nodeName: node1\n  containers: [{name: web",
                    "nodeName: node2\n  containers: [{name: web"));
    Mount data = new Mount("data-db-0", VolumeKind.Claim, "/sources/volumes/data", true);

    assertThatThrownBy(() -> JobRequests.plan(two, List.of(data, JobRequests.UPLOADS), List.of()))
        .isInstanceOfSatisfying(
            DrydockException.class,
            e -> assertThat(e.reason()).isEqualTo(FailureReason.InvalidRequest))
        .hasMessageContaining("data-db-0=node1")
        .hasMessageContaining("uploads=node2");
  }

  @Test
  void theDescriptionNamesSecretsByFile() throws IOException {
    ConfigMap map = JobObjects.configMap(JobRequests.plan(shop, List.of(), List.of()));
    byte[] compressed = Base64.getDecoder().decode(map.getBinaryData().get(JobObjects.DESCRIPTION));
    try (GZIPInputStream json = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
      assertThat(new String(json.readAllBytes(), StandardCharsets.UTF_8))
          .contains("\"job\":\"check\"", "\"passwordFile\":\"/run/drydock/repository/password\"")
          .contains("\"credentialsFile\":\"/run/drydock/credentials\"", "\"prefix\":\"shop\"");
    }
    assertThat(map.getImmutable()).isTrue();
    assertThat(map.getData()).isEqualTo(Map.of());
  }

  @Test
  void aRepositoryInADirectoryOfANodeIsRefused() {
    RepositorySpec directory =
        new RepositorySpec(
            null,
            new FilesystemRepository("/srv"),
            new SecretKeyReference("repository", null),
            List.of());

    assertThatThrownBy(() -> RepositoryMounts.of(directory))
        .isInstanceOf(DrydockException.class)
        .hasMessageContaining("spec.repository.s3");
  }

  @Test
  void dumpsTheVeryServerThatADatabaseIs() {
    NamespaceView two =
        Namespaces.shop(
            yaml ->
                yaml.replace(
                        "  replicas: 1\n  selector: {matchLabels: {app: db}}",
                        "  replicas: 2\n  selector: {matchLabels: {app: db}}")
                    + """

                    ---
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: db-1, namespace: shop, labels: {app: db}}
                    spec: {containers: [{name: postgres, image: postgres:17}]}
                    status:
                      phase: Running
                      podIP: 10.244.0.77
                      containerStatuses: [{name: postgres, state: {running: {}}}]
                    """);
    var programs = JobRequests.dumps(two);

    assertThat(pod(JobRequests.plan(two, List.of(), programs)).getContainers())
        .filteredOn(c -> !c.getName().equals(MoverPod.MOVER))
        .extracting(c -> variables(c, "PGHOST").getFirst().getValue())
        .containsExactly("10.244.0.12", "10.244.0.77");
  }
}
