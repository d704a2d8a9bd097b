// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.discovery;

import dev.drydock.api.v1alpha1.DatabaseEngine;
import dev.drydock.kubernetes.cluster.ClaimMount;
import dev.drydock.kubernetes.cluster.Environment;
import dev.drydock.kubernetes.cluster.Workload;
import dev.drydock.kubernetes.cluster.WorkloadKind;
import dev.drydock.kubernetes.cluster.WorkloadNames;
import dev.drydock.operator.platform.ApplicationManifest.Database;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The servers of PostgreSQL of an application. The official image does not replicate, so each
 * replica of a StatefulSet is a server of its own, and even where somebody has made them replicate,
 * to dump each loses nothing.
 */
final class DatabaseServers {
  private static final String DATA = "/var/lib/postgresql/data";

  /** Major version in a tag of the official image, or of one built on it. */
  private static final Pattern VERSION = Pattern.compile("(?:.*pg)?([0-9]{1,3})(?:[.-].*)?");

  /** The first version whose image keeps its files in a directory of its version. */
  private static final int OWN_DIRECTORY = 18;

  private final List<String> claims;
  private final List<Pod> pods;
  private final List<DatabaseServer> servers = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  /**
   * Finds them.
   *
   * @param workloads workloads of the application, by name
   * @param claims names of its claims
   * @param pods pods of the namespace that run or will
   */
  DatabaseServers(Map<String, Workload> workloads, List<String> claims, List<Pod> pods) {
    this.claims = claims;
    this.pods = pods;
    workloads.forEach(
        (name, workload) ->
            Databases.postgresql(workload).ifPresent(server -> add(name, workload, server)));
  }

  /** All of them, in the order of their workloads. */
  List<DatabaseServer> all() {
    return List.copyOf(servers);
  }

  /** What a person should know about them. */
  List<String> warnings() {
    return List.copyOf(warnings);
  }

  private void add(String name, Workload workload, Container container) {
    List<String> instances = new ArrayList<>();
    int replicas = workload.usualReplicas();
    if (workload.kind() == WorkloadKind.StatefulSet) {
      for (int i = workload.firstOrdinal(); i < workload.firstOrdinal() + replicas; i++) {
        String pod = workload.name() + "-" + i;
        instances.add(pod);
        servers.add(server(WorkloadNames.server(name, i), name, pod, i, workload, container));
      }
    } else if (replicas > 0) {
      servers.add(server(name, name, null, -1, workload, container));
    }
    if (workload.kind() != WorkloadKind.StatefulSet && replicas > 1) {
      warnings.add(
          "%s %s runs %d servers of PostgreSQL, of which one is dumped: nobody can tell them apart. Make it a StatefulSet."
              .formatted(workload.kind(), name, replicas));
    }
    if (workload.kind() == WorkloadKind.StatefulSet || replicas == 0) {
      warnOfLeaving(workload, instances);
    }
  }

  /** Servers that are going away: nothing is at rest before they have. */
  private void warnOfLeaving(Workload workload, List<String> instances) {
    for (Pod pod : pods) {
      String name = pod.getMetadata().getName();
      if (workload.owns(pod) && !instances.contains(name)) {
        warnings.add(
            "Pod %s still runs PostgreSQL though %s %s is scaled down: its files are copied as they lie, and may be torn. The next backup has them at rest."
                .formatted(name, workload.kind(), workload.name()));
      }
    }
  }

  private DatabaseServer server(
      String name,
      String service,
      @Nullable String pod,
      int ordinal,
      Workload workload,
      Container container) {
    Environment environment = new Environment(container);
    String data = dataDirectory(container);
    String user = environment.literal("POSTGRES_USER").orElse(null);
    Optional<Held> held =
        data == null ? Optional.empty() : held(data, ordinal, workload, container);
    Database database =
        new Database(
                name,
                DatabaseEngine.PostgreSQL,
                service,
                container.getImage(),
                user,
                environment.literal("POSTGRES_DB").orElse(user),
                held.map(Held::claim).orElse(null),
                data)
            .onInstance(pod);
    return new DatabaseServer(
        database, workload, container.getName(), held.map(Held::mount).orElse(null));
  }

  private record Held(String claim, ClaimMount mount) {}

  /** The claim that the files are in: of several that are mounted above them, the nearest. */
  private Optional<Held> held(String data, int ordinal, Workload workload, Container container) {
    return claims.stream()
        .filter(claim -> workload.ordinalOf(claim).orElse(ordinal) == ordinal)
        .flatMap(
            claim ->
                workload.mounts(claim).stream()
                    .filter(mount -> mount.container().equals(container.getName()))
                    .filter(mount -> mount.holds(data))
                    .map(mount -> new Held(claim, mount)))
        .max(Comparator.comparing(held -> held.mount().path().length()));
  }

  /** Where its files are; null when only the cluster knows, which keeps their claim from view. */
  private static @Nullable String dataDirectory(Container container) {
    Stream<EnvVar> told = container.getEnv().stream().filter(e -> e.getName().equals("PGDATA"));
    Environment environment = new Environment(container);
    if (told.anyMatch(variable -> variable.getValueFrom() != null)) {
      return null;
    }
    return environment.literal("PGDATA").orElseGet(() -> usual(container.getImage()));
  }

  private static String usual(String image) {
    String name = image.replaceFirst("@.*$", "");
    Matcher version = VERSION.matcher(name.substring(name.lastIndexOf(':') + 1));
    return version.matches() && Integer.parseInt(version.group(1)) >= OWN_DIRECTORY
        ? "/var/lib/postgresql/" + version.group(1) + "/docker"
        : DATA;
  }
}
