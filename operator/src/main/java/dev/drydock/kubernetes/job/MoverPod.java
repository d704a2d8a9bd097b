// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.job;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.platform.JobRequest;
import dev.drydock.operator.platform.mover.DatabaseScript;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.NodeSelectorTermBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Stream;

/**
 * The pod of a mover and of the programs beside it, but for {@link MoverResources}: a pure function
 * of its plan.
 */
final class MoverPod {
  /** Name of the mover's container. */
  static final String MOVER = "mover";

  private static final String JOB = "job";
  private static final String JOB_DIRECTORY = "/run/drydock/job";
  static final String PIPES = "pipes";

  /** What it takes to give files their owners, modes and capabilities; the baseline allows it. */
  static final List<String> WRITER =
      List.of("CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "MKNOD", "SETFCAP");

  private static final long GRACE_SECONDS = 30;

  private MoverPod() {}

  /** Name of the container of a program. */
  static String program(int index) {
    return "program-" + index;
  }

  /**
   * The pod.
   *
   * @param sha256 SHA-256 of the job's description as the mover has to find it
   */
  static PodSpec spec(JobPlan plan, String sha256) {
    List<Volume> volumes = new ArrayList<>();
    List<Container> containers = new ArrayList<>();
    volumes.add(description(plan));
    volumes.add(plan.makesObjects() ? memory("tmp") : emptyDirectory("tmp"));
    if (plan.hasPipes()) {
      volumes.add(emptyDirectory(PIPES));
    }
    containers.add(mover(plan, sha256, volumes));
    for (int i = 0; i < plan.programs().size(); i++) {
      volumes.add(emptyDirectory("tmp-" + i));
      containers.add(program(plan, i));
    }
    for (int i = 0; i < plan.loads().size(); i++) {
      LoadContainer load = new LoadContainer(plan.loads().get(i), i);
      volumes.addAll(load.volumes());
      containers.add(load.container());
    }
    PodSpecBuilder pod =
        new PodSpecBuilder()
            .withRestartPolicy("Never")
            .withAutomountServiceAccountToken(plan.makesObjects())
            .withEnableServiceLinks(false)
            .withTerminationGracePeriodSeconds(GRACE_SECONDS)
            .withTolerations(plan.placement().tolerations())
            .withImagePullSecrets(
                List.copyOf(
                    new LinkedHashSet<>(
                        Stream.concat(
                                plan.programs().stream().map(DumpProgram::pullSecrets),
                                plan.loads().stream().map(LoadProgram::pullSecrets))
                            .flatMap(List::stream)
                            .toList())))
            .withVolumes(volumes)
            .withContainers(containers);
    MoverIdentity identity = plan.identity();
    pod.withNewSecurityContext()
        .withRunAsNonRoot(!identity.isRoot())
        .withRunAsUser(identity.user())
        .withRunAsGroup(identity.group())
        .withSupplementalGroups(identity.groups())
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .endSecurityContext();
    String node = plan.placement().node();
    if (node != null) {
      pod.withNewAffinity()
          .withNewNodeAffinity()
          .withNewRequiredDuringSchedulingIgnoredDuringExecution()
          .withNodeSelectorTerms(
              new NodeSelectorTermBuilder()
                  .addNewMatchField()
                  .withKey("metadata.name")
                  .withOperator("In")
                  .withValues(node)
                  .endMatchField()
                  .build())
          .endRequiredDuringSchedulingIgnoredDuringExecution()
          .endNodeAffinity()
          .endAffinity();
    }
    return pod.build();
  }

  private static Container mover(JobPlan plan, String sha256, List<Volume> volumes) {
    List<VolumeMount> mounts = new ArrayList<>();
    mounts.add(mount(JOB, JOB_DIRECTORY, true));
    mounts.add(mount("tmp", "/tmp", false));
    if (plan.hasPipes()) {
      mounts.add(mount(PIPES, JobRequest.PIPES, false));
    }
    if (plan.repository() != null) {
      volumes.addAll(plan.repository().volumes());
      mounts.addAll(plan.repository().mounts());
    }
    for (JobRequest.Mount source : plan.request().mounts()) {
      String name = "source-" + mounts.size();
      volumes.add(volume(name, source));
      mounts.add(mount(name, source.path(), source.readOnly()));
    }
    return new ContainerBuilder()
        .withName(MOVER)
        .withImage(plan.image())
        .withImagePullPolicy("IfNotPresent")
        .withArgs(
            "mover",
            "--job",
            JOB_DIRECTORY + "/" + JobObjects.DESCRIPTION,
            "--expect-sha256",
            sha256)
        .addNewEnv()
        .withName("HOME")
        .withValue("/tmp")
        .endEnv()
        .withSecurityContext(security(capabilities(plan)))
        .withVolumeMounts(mounts)
        .build();
  }

  private static Container program(JobPlan plan, int index) {
    DumpProgram program = plan.programs().get(index);
    return new ContainerBuilder()
        .withName(program(index))
        .withImage(program.image())
        .withImagePullPolicy("IfNotPresent")
        .withCommand("sh", "-c", literal(DatabaseScript.DUMP.whole()))
        .withEnv(program.environment())
        .withSecurityContext(security(List.of()))
        .withVolumeMounts(
            mount(PIPES, JobRequest.PIPES, false), mount("tmp-" + index, "/tmp", false))
        .build();
  }

  /** A volume is not asked for read-only, which some drivers refuse while another pod writes it. */
  private static Volume volume(String name, JobRequest.Mount source) {
    return switch (source.kind()) {
      case Claim ->
          new VolumeBuilder()
              .withName(name)
              .withNewPersistentVolumeClaim()
              .withClaimName(source.source())
              .endPersistentVolumeClaim()
              .build();
      case Secret -> RepositoryMounts.secret(name, source.source(), true);
      case Named, Bind ->
          throw new DrydockException(
              FailureReason.InvalidRequest,
              "A mover on Kubernetes cannot mount %s, which is a %s volume of a Docker host."
                  .formatted(source.source(), source.kind()));
    };
  }

  private static List<String> capabilities(JobPlan plan) {
    if (plan.writes()) {
      return WRITER;
    }
    return plan.identity().isRoot() ? List.of("DAC_OVERRIDE") : List.of();
  }

  static SecurityContext security(List<String> capabilities) {
    return new SecurityContextBuilder()
        .withAllowPrivilegeEscalation(false)
        .withReadOnlyRootFilesystem(true)
        .withNewCapabilities()
        .withDrop("ALL")
        .withAdd(capabilities)
        .endCapabilities()
        .build();
  }

  /** As a command has it: Kubernetes takes $(NAME) for a variable, and $$ for one dollar. */
  static String literal(String text) {
    return text.replace("$", "$$");
  }

  private static Volume description(JobPlan plan) {
    return new VolumeBuilder()
        .withName(JOB)
        .withNewConfigMap()
        .withName(plan.request().name())
        .withDefaultMode(RepositoryMounts.READ_ONLY)
        .withItems(new KeyToPath(JobObjects.DESCRIPTION, null, JobObjects.DESCRIPTION))
        .endConfigMap()
        .build();
  }

  /** For what must not be on a disk. */
  private static Volume memory(String name) {
    return new VolumeBuilder()
        .withName(name)
        .withNewEmptyDir()
        .withMedium("Memory")
        .endEmptyDir()
        .build();
  }

  static Volume emptyDirectory(String name) {
    return new VolumeBuilder().withName(name).withEmptyDir(new EmptyDirVolumeSource()).build();
  }

  static VolumeMount mount(String volume, String path, boolean readOnly) {
    return new VolumeMountBuilder()
        .withName(volume)
        .withMountPath(path)
        .withReadOnly(readOnly)
        .build();
  }
}
