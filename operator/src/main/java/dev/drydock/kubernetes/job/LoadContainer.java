// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.job;

import dev.drydock.operator.platform.JobRequest;
import dev.drydock.operator.platform.mover.DatabaseScript;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import java.util.List;

/**
 * The container of a program that loads a database beside a mover. It starts as root, to give the
 * files to the user of the server; the server itself runs as the image's user.
 *
 * @param program what it does
 * @param index distinguishes it in its pod
 */
record LoadContainer(LoadProgram program, int index) {
  private static final String PREFIX = "load-";
  private static final String CLAIM = "/drydock-volume";
  private static final List<String> CAPABILITIES =
      List.of("CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETUID");

  /** Whether a container of this name loads a database. */
  static boolean isOne(String container) {
    return container.startsWith(PREFIX);
  }

  /** Volumes of the pod that are this container's alone. */
  List<Volume> volumes() {
    return List.of(
        MoverPod.emptyDirectory(named("tmp")),
        new VolumeBuilder()
            .withName(named("shm"))
            .withNewEmptyDir()
            .withMedium("Memory")
            .withSizeLimit(new Quantity("1Gi"))
            .endEmptyDir()
            .build(),
        new VolumeBuilder()
            .withName(named("claim"))
            .withNewPersistentVolumeClaim()
            .withClaimName(program.claim())
            .endPersistentVolumeClaim()
            .build());
  }

  /** The container. */
  Container container() {
    return new ContainerBuilder()
        .withName(PREFIX + index)
        .withImage(program.image())
        .withImagePullPolicy("IfNotPresent")
        .withCommand("sh", "-c", MoverPod.literal(DatabaseScript.LOAD.whole()))
        .withEnv(program.environment())
        .withNewSecurityContextLike(MoverPod.security(CAPABILITIES))
        .withRunAsNonRoot(false)
        .withRunAsUser(0L)
        .withRunAsGroup(0L)
        .endSecurityContext()
        .withVolumeMounts(
            MoverPod.mount(MoverPod.PIPES, JobRequest.PIPES, false),
            MoverPod.mount(named("tmp"), "/tmp", false),
            MoverPod.mount(named("shm"), "/dev/shm", false),
            MoverPod.mount(named("claim"), CLAIM, false))
        .build();
  }

  private String named(String what) {
    return PREFIX + what + "-" + index;
  }
}
