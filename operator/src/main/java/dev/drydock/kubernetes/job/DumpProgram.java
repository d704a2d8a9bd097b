// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.job;

import dev.drydock.api.v1alpha1.DatabaseEngine;
import dev.drydock.kubernetes.cluster.Environment;
import dev.drydock.kubernetes.cluster.Workload;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.platform.ApplicationManifest.Database;
import dev.drydock.operator.platform.JobRequest.DatabaseProgram;
import dev.drydock.operator.platform.JobRequest.ProgramKind;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.EnvVarSourceBuilder;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the program of a database's own image reaches the server that it dumps. User and password are
 * references to Secrets, which kubelet resolves: those of the policy, or those that the server was
 * given itself.
 *
 * @param image image of the server
 * @param environment how to connect
 * @param pullSecrets how the image is pulled
 */
record DumpProgram(String image, List<EnvVar> environment, List<LocalObjectReference> pullSecrets) {

  /**
   * The program.
   *
   * @param workload workload that runs the server
   * @param pods pods of the namespace
   * @throws DrydockException WorkloadUnhealthy when it does not run, InvalidRequest for what cannot
   *     be done
   */
  static DumpProgram of(DatabaseProgram program, Workload workload, List<Pod> pods) {
    Database database = program.database();
    if (program.kind() != ProgramKind.Dump || database.engine() != DatabaseEngine.PostgreSQL) {
      throw new DrydockException(
          FailureReason.InvalidRequest,
          "Database %s: on Kubernetes only dumps of PostgreSQL are done yet, not %s of %s."
              .formatted(database.name(), program.kind(), database.engine()));
    }
    Container server = server(workload, database);
    Pod pod = running(workload, pods, database, server.getName());
    Environment own = new Environment(server);
    List<EnvVar> environment = new ArrayList<>();
    environment.add(value("PGHOST", pod.getStatus().getPodIP()));
    environment.add(value("PGPORT", own.literal("PGPORT").orElse("5432")));
    environment.addAll(user(database, own, program.credentialsSecret()));
    password(own, program.credentialsSecret())
        .ifPresent(source -> environment.add(from("PGPASSWORD", source)));
    environment.add(value("PGCONNECT_TIMEOUT", "30"));
    environment.add(
        value(
            "MAINTENANCE_DATABASE",
            Objects.requireNonNullElse(database.defaultDatabase(), "postgres")));
    own.reference("POSTGRES_DB")
        .ifPresent(source -> environment.add(from("MAINTENANCE_DATABASE", source)));
    environment.add(value("PIPE", program.pipe()));
    environment.add(value("STATUS_FILE", program.statusFile()));
    return new DumpProgram(
        database.image(), environment, List.copyOf(workload.pod().getImagePullSecrets()));
  }

  private static Container server(Workload workload, Database database) {
    return workload.pod().getContainers().stream()
        .filter(container -> database.image().equals(container.getImage()))
        .findFirst()
        .orElse(workload.pod().getContainers().getFirst());
  }

  /** The pod of the very server; where the workload is one server, whichever pod of it runs. */
  private static Pod running(
      Workload workload, List<Pod> pods, Database database, String container) {
    return pods.stream()
        .filter(workload::owns)
        .filter(
            pod ->
                database.instance() == null
                    || database.instance().equals(pod.getMetadata().getName()))
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .filter(pod -> pod.getStatus() != null && pod.getStatus().getPodIP() != null)
        .filter(pod -> runs(pod, container))
        .min(Comparator.comparing(pod -> pod.getMetadata().getName()))
        .orElseThrow(
            () ->
                new DrydockException(
                    FailureReason.WorkloadUnhealthy,
                    "Database %s: %s of %s %s does not run, and only a running server can be dumped. See: kubectl -n %s describe pod %s"
                        .formatted(
                            database.name(),
                            database.instance() == null ? "a pod" : "pod " + database.instance(),
                            workload.kind(),
                            workload.name(),
                            workload.metadata().getNamespace(),
                            Objects.requireNonNullElse(database.instance(), ""))));
  }

  private static boolean runs(Pod pod, String container) {
    return pod.getStatus().getContainerStatuses().stream()
        .filter(status -> status.getName().equals(container))
        .anyMatch(status -> status.getState() != null && status.getState().getRunning() != null);
  }

  /**
   * The user, by a variable that is given twice where a Secret may have another one: kubelet leaves
   * out an optional reference to a key that is missing, and otherwise the last one counts.
   */
  private static List<EnvVar> user(
      Database database, Environment own, @Nullable String credentials) {
    List<EnvVar> user = new ArrayList<>();
    user.add(value("PGUSER", Objects.requireNonNullElse(database.user(), "postgres")));
    own.reference("POSTGRES_USER").ifPresent(source -> user.add(from("PGUSER", source)));
    if (credentials != null) {
      user.add(from("PGUSER", secret(credentials, "username", true)));
    }
    return user;
  }

  private static Optional<EnvVarSource> password(Environment own, @Nullable String credentials) {
    return credentials != null
        ? Optional.of(secret(credentials, "password", false))
        : own.reference("POSTGRES_PASSWORD");
  }

  private static EnvVarSource secret(String name, String key, boolean optional) {
    return new EnvVarSourceBuilder().withNewSecretKeyRef(key, name, optional).build();
  }

  private static EnvVar value(String name, String value) {
    return new EnvVar(name, value, null);
  }

  private static EnvVar from(String name, EnvVarSource source) {
    return new EnvVar(name, null, source);
  }
}
