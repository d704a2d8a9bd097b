// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.run;

import dev.drydock.api.v1alpha1.BackupMethod;
import dev.drydock.api.v1alpha1.BackupPolicySpec;
import dev.drydock.api.v1alpha1.ConfigurationPart;
import dev.drydock.api.v1alpha1.DatabaseEngine;
import dev.drydock.api.v1alpha1.DatabaseSpec;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.EnvironmentFiles;
import dev.drydock.operator.platform.ApplicationManifest;
import dev.drydock.operator.platform.ApplicationManifest.ClusterObjects;
import dev.drydock.operator.platform.ApplicationManifest.Database;
import dev.drydock.operator.platform.ApplicationManifest.Volume;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What of an application a policy protects: everything that was found, less what the policy or a
 * label opts out. In the manifest that results databases have the names that the policy gives them,
 * volumes that are not protected are marked as excluded, and configuration files that are not
 * wanted are absent. It is the manifest that is kept in the repository.
 */
public final class Selection {
  private Selection() {}

  /**
   * Applies a policy to what was found.
   *
   * @throws DrydockException InvalidRequest or SourceEmpty when the policy names what is not there
   */
  public static ApplicationManifest of(ApplicationManifest found, BackupPolicySpec policy) {
    Map<String, DatabaseSpec> said = match(found, policy.databases());
    List<Database> databases = new ArrayList<>();
    Map<String, String> names = new HashMap<>();
    for (Database database : found.databases()) {
      DatabaseSpec spec = said.get(database.name());
      if (spec != null && Boolean.TRUE.equals(spec.exclude())) {
        continue;
      }
      Database named = spec == null ? database : refine(database, spec);
      names.put(database.name(), named.name());
      databases.add(named);
    }
    List<Database> commands = commands(found, policy);
    databases.addAll(commands);
    DatabaseSpecs.requireDistinct(databases);
    ApplicationManifest selected =
        found
            .withVolumes(volumes(found, policy, names, commands))
            .withDatabases(databases)
            .withConfigurationFiles(
                found.configurationFiles().stream().filter(f -> wanted(f, found, policy)).toList())
            .withCluster(cluster(found, policy));
    return Unprotected.noted(selected, policy);
  }

  private static Map<String, DatabaseSpec> match(
      ApplicationManifest found, List<DatabaseSpec> specs) {
    for (DatabaseSpec spec : specs) {
      if (DatabaseSpecs.spokenOf(spec, found.databases()).isEmpty()
          && spec.engine() != DatabaseEngine.Command
          && !Boolean.TRUE.equals(spec.exclude())) {
        throw new DrydockException(
            FailureReason.InvalidRequest,
            "Database '%s' of spec.databases was not found in application %s, which has %s. Name its service in spec.databases[].service, or remove the entry."
                .formatted(
                    spec.name(),
                    found.name(),
                    found.databases().isEmpty()
                        ? "no databases"
                        : found.databases().stream().map(Database::name).sorted().toList()));
      }
    }
    return DatabaseSpecs.match(specs, found.databases());
  }

  private static Database refine(Database found, DatabaseSpec spec) {
    if (spec.method() == BackupMethod.Physical) {
      throw new DrydockException(
          FailureReason.InvalidRequest,
          "Database '%s' asks for method Physical, which is not supported yet; use Logical."
              .formatted(spec.name()));
    }
    return new Database(
        DatabaseSpecs.name(spec, found),
        spec.engine() == null ? found.engine() : spec.engine(),
        found.service(),
        found.image(),
        found.user(),
        found.defaultDatabase(),
        found.volume(),
        found.dataDirectory(),
        spec.restoreCommand(),
        found.instance());
  }

  private static List<Database> commands(ApplicationManifest found, BackupPolicySpec policy) {
    List<Database> databases = new ArrayList<>();
    for (DatabaseSpec spec : policy.databases()) {
      String service = spec.service() == null ? spec.name() : spec.service();
      boolean known = found.databases().stream().anyMatch(d -> d.service().equals(service));
      if (spec.engine() != DatabaseEngine.Command || known || Boolean.TRUE.equals(spec.exclude())) {
        continue;
      }
      ApplicationManifest.Service runs =
          found.services().stream()
              .filter(s -> s.name().equals(service))
              .findFirst()
              .orElseThrow(
                  () ->
                      new DrydockException(
                          FailureReason.InvalidRequest,
                          "Database '%s' of spec.databases names service '%s', which application %s does not have."
                              .formatted(spec.name(), service, found.name())));
      Optional<Volume> files = onlyVolume(found, service, policy);
      databases.add(
          new Database(
              spec.name(),
              DatabaseEngine.Command,
              service,
              runs.image(),
              null,
              null,
              files.map(Volume::name).orElse(null),
              files.map(v -> v.services().get(service)).orElse(null),
              spec.restoreCommand()));
    }
    return databases;
  }

  /** Where the files of a service are, when nothing but a volume of it can tell. */
  private static Optional<Volume> onlyVolume(
      ApplicationManifest found, String service, BackupPolicySpec policy) {
    List<String> others = new ArrayList<>();
    if (policy.volumes() != null) {
      others.addAll(policy.volumes().include());
      others.addAll(policy.volumes().exclude());
    }
    List<Volume> candidates =
        found.volumes().stream()
            .filter(v -> v.services().containsKey(service))
            .filter(v -> v.database() == null && !v.excluded() && !others.contains(v.name()))
            .toList();
    return candidates.size() == 1 ? Optional.of(candidates.getFirst()) : Optional.empty();
  }

  private static List<Volume> volumes(
      ApplicationManifest found,
      BackupPolicySpec policy,
      Map<String, String> databases,
      List<Database> commands) {
    Map<String, String> dumped = new HashMap<>();
    commands.stream()
        .filter(d -> d.volume() != null)
        .forEach(d -> dumped.putIfAbsent(d.volume(), d.name()));
    Set<String> include = new HashSet<>();
    Set<String> exclude = new HashSet<>();
    if (policy.volumes() != null) {
      include.addAll(policy.volumes().include());
      exclude.addAll(policy.volumes().exclude());
    }
    Set<String> missing = new HashSet<>(include);
    found.volumes().forEach(v -> missing.remove(v.name()));
    if (!missing.isEmpty()) {
      throw new DrydockException(
          FailureReason.SourceEmpty,
          "spec.volumes.include names %s, which application %s does not have; its volumes are %s. Correct the name, or bring the volume back."
              .formatted(
                  missing.stream().sorted().toList(),
                  found.name(),
                  found.volumes().stream().map(Volume::name).sorted().toList()));
    }
    return found.volumes().stream()
        .map(v -> mark(v, include, exclude, databases, dumped.get(v.name())))
        .toList();
  }

  private static Volume mark(
      Volume volume,
      Set<String> include,
      Set<String> exclude,
      Map<String, String> databases,
      @Nullable String command) {
    boolean named = include.contains(volume.name());
    @Nullable String database =
        volume.database() == null ? command : databases.get(volume.database());
    boolean filesOfExcludedDatabase = volume.database() != null && database == null;
    boolean excluded =
        exclude.contains(volume.name())
            || (!named && (!include.isEmpty() || volume.excluded() || filesOfExcludedDatabase));
    return new Volume(
        volume.name(),
        volume.kind(),
        volume.source(),
        volume.services(),
        database,
        volume.external(),
        database == null && excluded,
        volume.driver(),
        volume.driverOptions(),
        dumped(volume, databases, named));
  }

  /** The files of a database that is not dumped are copied where their volume is asked for. */
  private static Map<String, String> dumped(
      Volume volume, Map<String, String> databases, boolean named) {
    Map<String, String> dumped = new HashMap<>();
    volume
        .dumped()
        .forEach(
            (path, database) -> {
              String name = databases.get(database);
              if (name != null || !named) {
                dumped.put(path, name == null ? database : name);
              }
            });
    return dumped;
  }

  private static @Nullable ClusterObjects cluster(
      ApplicationManifest found, BackupPolicySpec policy) {
    ClusterObjects cluster = found.cluster();
    if (cluster == null || policy.configuration() == null) {
      return cluster;
    }
    List<ConfigurationPart> include = policy.configuration().include();
    return new ClusterObjects(
        cluster.namespace(),
        include.contains(ConfigurationPart.manifests) ? cluster.manifests() : Map.of(),
        include.contains(ConfigurationPart.secrets) ? cluster.secrets() : List.of(),
        cluster.optionalSecrets());
  }

  /**
   * Files whose purpose cannot be told from their place count as secrets: whoever leaves secrets
   * out must not find one in the repository.
   */
  private static boolean wanted(String file, ApplicationManifest found, BackupPolicySpec policy) {
    if (policy.configuration() == null) {
      return true;
    }
    List<ConfigurationPart> include = policy.configuration().include();
    String name = file.substring(file.lastIndexOf('/') + 1);
    if (found.composeFiles().contains(file)) {
      return include.contains(ConfigurationPart.compose);
    }
    if (found.environmentFiles().contains(file) || EnvironmentFiles.isOne(name)) {
      return include.contains(ConfigurationPart.environment);
    }
    return include.contains(ConfigurationPart.secrets);
  }
}
