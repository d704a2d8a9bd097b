// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.job;

import dev.drydock.api.v1alpha1.DatabaseEngine;
import dev.drydock.kubernetes.cluster.Environment;
import dev.drydock.kubernetes.cluster.Workload;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.platform.ApplicationManifest.Database;
import dev.drydock.operator.platform.JobRequest.DatabaseProgram;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a database is made anew from its dump: by the image that its workload will start on the
 * files, at the place within the claim where that one looks for them, as the user that it runs as.
 *
 * @param image image of the server, as the workload has it now
 * @param environment what the script is told
 * @param pullSecrets how the image is pulled
 * @param claim claim that receives the files
 */
record LoadProgram(
    String image, List<EnvVar> environment, List<LocalObjectReference> pullSecrets, String claim) {

  /**
   * The program.
   *
   * @param workload workload that runs the server, or will
   * @throws DrydockException InvalidRequest for what cannot be done
   */
  static LoadProgram of(DatabaseProgram program, Workload workload) {
    Database database = program.database();
    if (database.engine() != DatabaseEngine.PostgreSQL) {
      throw refused(database, "databases of engine " + database.engine() + " are not loaded yet");
    }
    String claim = Objects.requireNonNull(program.volume(), "a load needs a volume").source();
    Container server = server(workload, database);
    List<EnvVar> environment = new ArrayList<>();
    environment.add(value("PIPE", program.pipe()));
    environment.add(value("STATUS_FILE", program.statusFile()));
    environment.add(value("RESTORED", Objects.requireNonNullElse(program.restoredDirectory(), "")));
    environment.add(value("RELATIVE", place(database, server, workload, claim)));
    String owner = owner(server, workload.pod().getSecurityContext());
    if (owner != null) {
      environment.add(value("OWNER", owner));
    }
    return new LoadProgram(
        server.getImage(),
        List.copyOf(environment),
        List.copyOf(workload.pod().getImagePullSecrets()),
        claim);
  }

  private static Container server(Workload workload, Database database) {
    List<Container> containers = workload.pod().getContainers();
    return containers.stream()
        .filter(container -> database.image().equals(container.getImage()))
        .findFirst()
        .orElseGet(
            () ->
                containers.stream()
                    .filter(c -> name(c.getImage()).equals(name(database.image())))
                    .findFirst()
                    .orElseThrow(
                        () ->
                            refused(
                                database,
                                "%s %s has no container of image %s any more"
                                    .formatted(
                                        workload.kind(),
                                        workload.name(),
                                        name(database.image())))));
  }

  /** Without registry, tag and digest. */
  private static String name(String image) {
    String path = image.replaceFirst("@.*$", "").replaceFirst(":[^:/]*$", "");
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Directory of the files within the claim; empty for its root. */
  private static String place(
      Database database, Container server, Workload workload, String claim) {
    String data =
        new Environment(server)
            .literal("PGDATA")
            .orElse(Objects.requireNonNullElse(database.dataDirectory(), ""));
    return workload.mounts(claim).stream()
        .filter(mount -> mount.container().equals(server.getName()))
        .filter(mount -> mount.holds(data))
        .max(Comparator.comparing(mount -> mount.path().length()))
        .orElseThrow(
            () ->
                refused(
                    database,
                    "%s %s does not mount claim %s where the server has its files, %s"
                        .formatted(workload.kind(), workload.name(), claim, data)))
        .inClaim(data)
        .orElseThrow(
            () ->
                refused(
                    database,
                    "its files are in a directory of claim %s that only the cluster knows (subPathExpr)"
                        .formatted(claim)));
  }

  /** Who shall own the files; null when that is the image's own user. */
  private static @Nullable String owner(Container server, @Nullable PodSecurityContext pod) {
    SecurityContext own = server.getSecurityContext();
    Long user = own == null ? null : own.getRunAsUser();
    Long group = own == null ? null : own.getRunAsGroup();
    if (user == null && pod != null) {
      user = pod.getRunAsUser();
    }
    if (group == null && pod != null) {
      group = pod.getRunAsGroup();
    }
    if (user == null || user == 0) {
      return null;
    }
    return group == null ? user.toString() : user + ":" + group;
  }

  private static EnvVar value(String name, String value) {
    return new EnvVar(name, value, null);
  }

  private static DrydockException refused(Database database, String why) {
    return new DrydockException(
        FailureReason.InvalidRequest,
        "Database %s cannot be restored: %s. Leave it out with spec.include, and load its dump by hand as the runbook in the repository says."
            .formatted(database.name(), why));
  }
}
