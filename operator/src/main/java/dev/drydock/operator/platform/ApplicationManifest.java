// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.platform;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.drydock.api.v1alpha1.ApplicationSpec;
import dev.drydock.api.v1alpha1.DatabaseEngine;
import dev.drydock.mover.job.DirectoryAttributes;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything persistent that an application has, and what is needed to make it anew. Kept in the
 * repository with each run (as {@code drydock/application.json} in the configuration snapshot), so
 * that the repository alone is enough to recover. Holds no secrets; readers ignore unknown fields.
 *
 * @param application what was asked for
 * @param name name of the application, such as the compose project
 * @param directory directory of its files on the host, for a compose project
 * @param volumes its volumes
 * @param databases its databases
 * @param configurationFiles absolute paths on the host of all files and directories that are its
 *     configuration (compose files first, in their order; bind mounts of single files are
 *     configuration too). In the configuration snapshot those inside {@code directory} are at
 *     {@code /configuration/project/<relative path>}, others at {@code
 *     /configuration/host/<absolute path>}
 * @param composeFiles absolute paths of its compose files, in their order
 * @param environmentFiles absolute paths of the env files given on its command line
 * @param profiles compose profiles that were active
 * @param services its services, in start order
 * @param warnings what a person should know: what was found and cannot be protected
 * @param externalNetworks networks that must exist before compose starts it; none in manifests
 *     written before they were recorded
 * @param directories attributes of the project's directory and of those that lead from it, or from
 *     the root of the host, to configuration files and bind mounts, by absolute path; none in
 *     manifests written before they were recorded
 * @param besideProject paths outside of {@code directory} that the compose files name relative to
 *     it, such as {@code ../common.env}: a copy elsewhere looks for them beside its own directory;
 *     none in manifests written before they were recorded
 * @param cluster what it consists of on Kubernetes; null for a compose project
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ApplicationManifest(
    ApplicationSpec application,
    String name,
    @Nullable String directory,
    List<Volume> volumes,
    List<Database> databases,
    List<String> configurationFiles,
    List<String> composeFiles,
    List<String> environmentFiles,
    List<String> profiles,
    List<Service> services,
    List<String> warnings,
    List<ExternalNetwork> externalNetworks,
    Map<String, DirectoryAttributes> directories,
    List<String> besideProject,
    @Nullable ClusterObjects cluster) {

  public ApplicationManifest {
    volumes = volumes == null ? List.of() : List.copyOf(volumes);
    databases = databases == null ? List.of() : List.copyOf(databases);
    configurationFiles = configurationFiles == null ? List.of() : List.copyOf(configurationFiles);
    composeFiles = composeFiles == null ? List.of() : List.copyOf(composeFiles);
    environmentFiles = environmentFiles == null ? List.of() : List.copyOf(environmentFiles);
    profiles = profiles == null ? List.of() : List.copyOf(profiles);
    services = services == null ? List.of() : List.copyOf(services);
    warnings = warnings == null ? List.of() : List.copyOf(warnings);
    externalNetworks = externalNetworks == null ? List.of() : List.copyOf(externalNetworks);
    // In the order of their paths: what has not changed is the same file in the repository
    directories =
        directories == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(directories));
    besideProject = besideProject == null ? List.of() : List.copyOf(besideProject);
  }

  /** One of a Docker host. */
  public ApplicationManifest(
      ApplicationSpec application,
      String name,
      @Nullable String directory,
      List<Volume> volumes,
      List<Database> databases,
      List<String> configurationFiles,
      List<String> composeFiles,
      List<String> environmentFiles,
      List<String> profiles,
      List<Service> services,
      List<String> warnings,
      List<ExternalNetwork> externalNetworks,
      Map<String, DirectoryAttributes> directories,
      List<String> besideProject) {
    this(
        application,
        name,
        directory,
        volumes,
        databases,
        configurationFiles,
        composeFiles,
        environmentFiles,
        profiles,
        services,
        warnings,
        externalNetworks,
        directories,
        besideProject,
        null);
  }

  /** The same with other volumes. */
  public ApplicationManifest withVolumes(List<Volume> other) {
    return new ApplicationManifest(
        application,
        name,
        directory,
        other,
        databases,
        configurationFiles,
        composeFiles,
        environmentFiles,
        profiles,
        services,
        warnings,
        externalNetworks,
        directories,
        besideProject,
        cluster);
  }

  /** The same with other databases. */
  public ApplicationManifest withDatabases(List<Database> other) {
    return new ApplicationManifest(
        application,
        name,
        directory,
        volumes,
        other,
        configurationFiles,
        composeFiles,
        environmentFiles,
        profiles,
        services,
        warnings,
        externalNetworks,
        directories,
        besideProject,
        cluster);
  }

  /** The same with other files of configuration. */
  public ApplicationManifest withConfigurationFiles(List<String> other) {
    return new ApplicationManifest(
        application,
        name,
        directory,
        volumes,
        databases,
        other,
        composeFiles,
        environmentFiles,
        profiles,
        services,
        warnings,
        externalNetworks,
        directories,
        besideProject,
        cluster);
  }

  /** The same with other warnings. */
  public ApplicationManifest withWarnings(List<String> other) {
    return new ApplicationManifest(
        application,
        name,
        directory,
        volumes,
        databases,
        configurationFiles,
        composeFiles,
        environmentFiles,
        profiles,
        services,
        other,
        externalNetworks,
        directories,
        besideProject,
        cluster);
  }

  /** The same with other objects of a cluster. */
  public ApplicationManifest withCluster(@Nullable ClusterObjects other) {
    return new ApplicationManifest(
        application,
        name,
        directory,
        volumes,
        databases,
        configurationFiles,
        composeFiles,
        environmentFiles,
        profiles,
        services,
        warnings,
        externalNetworks,
        directories,
        besideProject,
        other);
  }

  /** Kinds of volumes. */
  public enum VolumeKind {
    /** A named volume. */
    Named,
    /** A directory or file of the host, mounted into a workload. */
    Bind,
    /** A claim on Kubernetes. */
    Claim,
    /** A Secret on Kubernetes, seen as a directory with a file for each of its keys. */
    Secret
  }

  /**
   * One volume.
   *
   * @param name name within the application, unique: the compose key of a named volume; for a bind
   *     mount its path relative to the project directory with slashes as dashes
   * @param kind kind
   * @param source what the platform calls it: volume name, host path, claim
   * @param services services that mount it, with the path they see it at
   * @param database name of the database whose files it holds, which a dump protects instead; null
   *     for none
   * @param external whether it exists outside of the project's life
   * @param excluded whether a label opts it out
   * @param driver driver of a named volume; null where unknown, for the default
   * @param driverOptions options of the driver, such as the type and device of a mount
   * @param dumped where {@code database} is null: directories of it that hold files of databases
   *     beside what else there is, with the name of the database, whose dump protects them instead;
   *     relative to the volume, with a slash before
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Volume(
      String name,
      VolumeKind kind,
      String source,
      Map<String, String> services,
      @Nullable String database,
      boolean external,
      boolean excluded,
      @Nullable String driver,
      Map<String, String> driverOptions,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> dumped) {

    public Volume {
      driverOptions = driverOptions == null ? Map.of() : Map.copyOf(driverOptions);
      dumped = dumped == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(dumped));
    }

    /** One without files of databases beside others. */
    public Volume(
        String name,
        VolumeKind kind,
        String source,
        Map<String, String> services,
        @Nullable String database,
        boolean external,
        boolean excluded,
        @Nullable String driver,
        Map<String, String> driverOptions) {
      this(
          name,
          kind,
          source,
          services,
          database,
          external,
          excluded,
          driver,
          driverOptions,
          Map.of());
    }

    /** One of the default driver. */
    public Volume(
        String name,
        VolumeKind kind,
        String source,
        Map<String, String> services,
        @Nullable String database,
        boolean external,
        boolean excluded) {
      this(name, kind, source, services, database, external, excluded, null, Map.of());
    }
  }

  /**
   * The objects that an application consists of on Kubernetes.
   *
   * @param namespace namespace that they are in
   * @param manifests what is applied to make them anew, as YAML, by path such as {@code
   *     deployment.apps/web.yaml}: without what the cluster added. Not part of the manifest that is
   *     kept, beside which they are files of their own
   * @param secrets names of the Secrets that its workloads refer to; whoever discovers cannot read
   *     them, so a mover has to
   * @param optionalSecrets those of them that may be missing, as all who refer to them say
   */
  public record ClusterObjects(
      String namespace,
      @JsonIgnore Map<String, String> manifests,
      List<String> secrets,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> optionalSecrets) {

    public ClusterObjects {
      manifests =
          manifests == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(manifests));
      secrets = secrets == null ? List.of() : List.copyOf(secrets);
      optionalSecrets = optionalSecrets == null ? List.of() : List.copyOf(optionalSecrets);
    }

    /** Objects whose Secrets have to be there, all of them. */
    public ClusterObjects(String namespace, Map<String, String> manifests, List<String> secrets) {
      this(namespace, manifests, secrets, List.of());
    }
  }

  /**
   * A network that an application uses and that something else made.
   *
   * @param name name on the platform
   * @param driver driver, such as bridge; null where unknown, for the default
   * @param options options of the driver
   * @param subnet subnet that it has, as containers may have fixed addresses in it; null for any
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ExternalNetwork(
      String name, @Nullable String driver, Map<String, String> options, @Nullable String subnet) {

    public ExternalNetwork {
      options = options == null ? Map.of() : Map.copyOf(options);
    }
  }

  /**
   * One database.
   *
   * @param name name within the application: the service's, unless the policy says another
   * @param engine kind
   * @param service service that runs it
   * @param image image that it runs, also used for dumps, with its id where known
   * @param user user that owns it
   * @param defaultDatabase database to connect to
   * @param volume name of the volume that holds its files; null when it holds none
   * @param dataDirectory where its files are inside the service
   * @param restoreCommand for engine Command: what makes its files anew, so that the repository
   *     alone is enough to recover
   * @param instance which server of the service it is, where each has data of its own: the name of
   *     the pod; null where the service is one server
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Database(
      String name,
      DatabaseEngine engine,
      String service,
      String image,
      @Nullable String user,
      @Nullable String defaultDatabase,
      @Nullable String volume,
      @Nullable String dataDirectory,
      List<String> restoreCommand,
      @Nullable String instance) {

    public Database {
      restoreCommand = restoreCommand == null ? List.of() : List.copyOf(restoreCommand);
    }

    /** The only server of its service. */
    public Database(
        String name,
        DatabaseEngine engine,
        String service,
        String image,
        @Nullable String user,
        @Nullable String defaultDatabase,
        @Nullable String volume,
        @Nullable String dataDirectory,
        List<String> restoreCommand) {
      this(
          name,
          engine,
          service,
          image,
          user,
          defaultDatabase,
          volume,
          dataDirectory,
          restoreCommand,
          null);
    }

    /** The same as one of the servers of its service. */
    public Database onInstance(@Nullable String pod) {
      return new Database(
          name,
          engine,
          service,
          image,
          user,
          defaultDatabase,
          volume,
          dataDirectory,
          restoreCommand,
          pod);
    }

    /** One whose engine is known, and so what makes its files anew. */
    public Database(
        String name,
        DatabaseEngine engine,
        String service,
        String image,
        @Nullable String user,
        @Nullable String defaultDatabase,
        @Nullable String volume,
        @Nullable String dataDirectory) {
      this(name, engine, service, image, user, defaultDatabase, volume, dataDirectory, List.of());
    }
  }

  /**
   * One service.
   *
   * @param name name
   * @param image image
   * @param dependsOn services that start before it
   * @param labels labels that Drydock understands
   * @param containerName name that the compose file gives its container; null for none
   * @param ports ports of the host that it publishes; none in manifests written before they were
   *     recorded
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Service(
      String name,
      String image,
      List<String> dependsOn,
      Map<String, String> labels,
      @Nullable String containerName,
      List<PublishedPort> ports) {

    public Service {
      ports = ports == null ? List.of() : List.copyOf(ports);
    }

    /** One that claims nothing of which a host has only one. */
    public Service(String name, String image, List<String> dependsOn, Map<String, String> labels) {
      this(name, image, dependsOn, labels, null, List.of());
    }
  }

  /**
   * A port of the host that a service has.
   *
   * @param address address of the host; empty for all
   * @param port port of the host
   * @param protocol tcp, udp or sctp
   */
  public record PublishedPort(String address, int port, String protocol) {
    /** Whether a host cannot give both away. */
    public boolean collidesWith(PublishedPort other) {
      return port == other.port
          && protocol.equals(other.protocol)
          && (isOfAll() || other.isOfAll() || address.equals(other.address));
    }

    private boolean isOfAll() {
      return address.isEmpty() || address.equals("0.0.0.0") || address.equals("::");
    }

    /** As people write it, such as 127.0.0.1:8080/tcp. */
    @Override
    public String toString() {
      return (isOfAll() ? "" : address + ":") + port + "/" + protocol;
    }
  }
}
