// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.kubernetes.cluster.NamespaceView;
import dev.drydock.kubernetes.cluster.Namespaces;
import dev.drydock.kubernetes.cluster.WorkloadNames;
import dev.drydock.mover.job.JobSpec;
import dev.drydock.operator.platform.ApplicationManifest.VolumeKind;
import dev.drydock.operator.platform.JobRequest;
import dev.drydock.operator.platform.JobRequest.DatabaseProgram;
import dev.drydock.operator.platform.JobRequest.Mount;
import dev.drydock.operator.platform.JobRequest.ProgramKind;
import dev.drydock.operator.platform.mover.DatabaseScript;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class LoadProgramTest {
  private static final Mount DATA =
      new Mount("data-db-0", VolumeKind.Claim, "/targets/volumes/data-db-0", false);

  private static DatabaseProgram program(NamespaceView view) {
    DatabaseProgram dump = JobRequests.dump(view, null);
    return new DatabaseProgram(
        ProgramKind.Load,
        dump.application(),
        dump.database(),
        null,
        List.of(),
        List.of(),
        dump.pipe(),
        dump.statusFile(),
        DATA,
        ".drydock-restore-1");
  }

  /** The database is as the shop has it; its workload is as the change makes it. */
  private static LoadProgram load(UnaryOperator<String> change) {
    NamespaceView now = Namespaces.shop(change);
    return LoadProgram.of(
        program(Namespaces.shop()), new WorkloadNames(now.workloads()).find("db").orElseThrow());
  }

  private static String value(LoadProgram program, String name) {
    return program.environment().stream()
        .filter(variable -> variable.getName().equals(name))
        .map(EnvVar::getValue)
        .findFirst()
        .orElse("none");
  }

  @Test
  void filesGoToTheRootOfTheClaimWhereTheServerHasThemThere() {
    LoadProgram load = load(UnaryOperator.identity());

    assertThat(load.image()).isEqualTo("postgres:17");
    assertThat(load.claim()).isEqualTo("data-db-0");
    assertThat(value(load, "RELATIVE")).isEmpty();
    assertThat(value(load, "RESTORED")).isEqualTo(".drydock-restore-1");
    assertThat(value(load, "OWNER")).isEqualTo("none");
  }

  @Test
  void filesGoWhereTheServerLooksForThemWithinTheClaim() {
    LoadProgram part =
        load(
            yaml ->
                yaml.replace(
                    "/var/lib/postgresql/data}", "/var/lib/postgresql/data, subPath: pg}"));
    LoadProgram below =
        load(
            yaml ->
                yaml.replace(
                    "        - {name: POSTGRES_USER, value: shop}",
                    "        - {name: POSTGRES_USER, value: shop}\n        - {name: PGDATA, value: /var/lib/postgresql/data/17/main}"));

    assertThat(value(part, "RELATIVE")).isEqualTo("pg");
    assertThat(value(below, "RELATIVE")).isEqualTo("17/main");
  }

  @Test
  void theImageIsTheOneThatWillRunOnTheFiles() {
    assertThat(load(yaml -> yaml.replace("image: postgres:17\n", "image: postgres:17.7\n")).image())
        .isEqualTo("postgres:17.7");
  }

  @Test
  void filesBelongToTheUserThatTheServerIsToldToRunAs() {
    LoadProgram load =
        load(
            yaml ->
                yaml.replace(
                    "      - name: postgres\n",
                    "      - name: postgres\n        securityContext: {runAsUser: 70, runAsGroup: 71}\n"));

    assertThat(value(load, "OWNER")).isEqualTo("70:71");
  }

  @Test
  void theUserOfAContainerCountsMoreThanThatOfItsPodAndRootMeansTheImagesOwn() {
    String context = "    spec:\n      securityContext: {runAsUser: 70, fsGroup: 72}\n";
    String own = "      - name: postgres\n        securityContext: {runAsUser: %d}\n";

    assertThat(value(load(yaml -> inDatabase(yaml, "    spec:\n", context)), "OWNER"))
        .as("its group is whatever the runtime gives it, which the server does not care about")
        .isEqualTo("70");
    assertThat(
            value(
                load(
                    yaml ->
                        inDatabase(yaml, "    spec:\n", context)
                            .replace("      - name: postgres\n", own.formatted(0))),
                "OWNER"))
        .isEqualTo("none");
    assertThat(
            value(
                load(
                    yaml ->
                        inDatabase(yaml, "    spec:\n", context)
                            .replace("      - name: postgres\n", own.formatted(73))),
                "OWNER"))
        .isEqualTo("73");
  }

  /** The first occurrence after the database's name. */
  private static String inDatabase(String yaml, String text, String other) {
    int set = yaml.indexOf("metadata: {name: db, namespace: shop, uid: w1");
    int at = yaml.indexOf(text, set);
    return yaml.substring(0, at) + other + yaml.substring(at + text.length());
  }

  @Test
  void anotherPlaceThanTheBackupKnowsIsRefused() {
    assertThatThrownBy(
            () ->
                load(
                    yaml ->
                        yaml.replace("mountPath: /var/lib/postgresql/data", "mountPath: /data")))
        .hasMessageContaining("does not mount claim data-db-0 where the server has its files");
    assertThatThrownBy(() -> load(yaml -> yaml.replace("image: postgres:17\n", "image: mysql:9\n")))
        .hasMessageContaining("has no container of image postgres any more");
  }

  @Test
  void aMoverThatWritesIsRootWithTheCapabilitiesOfTheBaselineAndSharesPipesWithTheLoad() {
    NamespaceView shop = Namespaces.shop();
    JobRequest request = JobRequests.request(List.of(DATA), List.of(program(shop)));
    JobPlan plan =
        new JobPlan(
            request,
            "drydock:test",
            RepositoryMounts.of(JobRequests.repository()),
            MoverIdentity.writer(),
            new Placement(null, List.of()),
            List.of(),
            List.of(load(UnaryOperator.identity())));

    PodSpec pod = JobObjects.job(plan).getSpec().getTemplate().getSpec();

    Container mover = pod.getContainers().getFirst();
    assertThat(pod.getSecurityContext().getRunAsUser()).isZero();
    assertThat(mover.getSecurityContext().getCapabilities().getAdd())
        .containsExactlyInAnyOrder("CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "MKNOD", "SETFCAP");
    Container load = pod.getContainers().get(1);
    assertThat(load.getName()).matches(LoadContainer::isOne);
    assertThat(load.getVolumeMounts())
        .extracting(m -> m.getMountPath())
        .contains("/drydock-volume", JobRequest.PIPES, "/dev/shm");
    assertThat(load.getSecurityContext().getRunAsUser()).isZero();
    assertThat(load.getCommand().getLast().replace("$$", "$"))
        .as("nobody can replace it as one could files of a ConfigMap")
        .isEqualTo(DatabaseScript.LOAD.whole());
    assertThat(pod.getAutomountServiceAccountToken()).isFalse();
  }

  @Test
  void onlyAMoverThatMakesObjectsHasATokenAndKeepsThemOffDisks() {
    JobRequest request = JobRequests.request(List.of(), List.of());
    JobRequest objects =
        new JobRequest(
            request.namespace(),
            request.name(),
            request.labels(),
            request.repository(),
            at ->
                new JobSpec.CreateObjects(
                    Objects.requireNonNull(at), "s", "/c", "shop", JobSpec.ObjectStage.BEFORE_DATA),
            List.of(),
            List.of(),
            request.deadline());
    JobPlan plan =
        new JobPlan(
            objects,
            "drydock:test",
            RepositoryMounts.of(JobRequests.repository()),
            MoverIdentity.of(List.of(), List.of()),
            new Placement(null, List.of()),
            List.of());

    PodSpec pod = JobObjects.job(plan).getSpec().getTemplate().getSpec();

    assertThat(pod.getAutomountServiceAccountToken()).isTrue();
    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(pod.getVolumes())
        .filteredOn(v -> v.getName().equals("tmp"))
        .singleElement()
        .satisfies(v -> assertThat(v.getEmptyDir().getMedium()).isEqualTo("Memory"));
  }
}
