// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.restore;

import dev.drydock.api.v1alpha1.ApplicationSpec;
import dev.drydock.api.v1alpha1.ComposeApplication;
import dev.drydock.api.v1alpha1.KubernetesApplication;
import dev.drydock.api.v1alpha1.RestoreTarget;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.platform.ApplicationManifest;
import dev.drydock.operator.platform.ApplicationManifest.ClusterObjects;
import dev.drydock.operator.platform.TargetRequest;
import dev.drydock.operator.platform.TargetRequest.Kind;
import dev.drydock.operator.platform.TargetRequest.Requester;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Says where a restore goes. What the repository tells is not trusted: names and directories that
 * could lead elsewhere are refused.
 *
 * @param names names of the request
 * @param manifest the application as the run tells of it
 */
record TargetResolver(RestoreNames names, ApplicationManifest manifest) {
  private static final Pattern PROJECT = Pattern.compile("[a-z0-9][a-z0-9_-]*");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.][A-Za-z0-9_.-]*");

  TargetRequest resolve(@Nullable RestoreTarget target) {
    refuseStrangeNames();
    var cluster = manifest.cluster();
    if (cluster != null) {
      return onCluster(cluster, target);
    }
    if (target == null || (target.application() == null && target.sandbox() == null)) {
      return request(Kind.InPlace, manifest.name(), directory(manifest.directory()));
    }
    if (target.sandbox() != null) {
      return request(Kind.Sandbox, names.sandbox(), null);
    }
    var application = target.application();
    var compose = application == null ? null : application.compose();
    if (compose == null) {
      throw new DrydockException(
          FailureReason.InvalidRequest,
          "spec.target.application.kubernetes needs Drydock on Kubernetes; on a Docker host use spec.target.application.compose.");
    }
    return request(
        Kind.Elsewhere,
        compose.project(),
        directory(compose.directory()),
        !Boolean.FALSE.equals(compose.start()));
  }

  /** The application that a target becomes. */
  static ApplicationSpec application(TargetRequest target) {
    if (target.source().cluster() != null) {
      var selection = target.source().application().kubernetes();
      return new ApplicationSpec(
          null,
          new KubernetesApplication(
              List.of(target.project()), selection == null ? Map.of() : selection.matchLabels()));
    }
    return new ApplicationSpec(new ComposeApplication(target.project()), null);
  }

  /**
   * Nobody writes into a namespace of others: a restore goes where its request is, or into a
   * namespace that is made for it.
   */
  private TargetRequest onCluster(ClusterObjects cluster, @Nullable RestoreTarget target) {
    if (target != null && target.sandbox() != null) {
      return request(Kind.Sandbox, names.sandbox(), null);
    }
    var application = target == null ? null : target.application();
    var mapping = application == null ? null : application.kubernetes();
    if (application != null && mapping == null) {
      throw invalid(
          "spec.target.application.compose: the run is of namespace %s of a Kubernetes cluster, which is no compose project."
              .formatted(cluster.namespace()));
    }
    var to =
        mapping == null ? cluster.namespace() : mapping.namespaceMapping().get(cluster.namespace());
    if (to == null) {
      throw invalid(
          "spec.target.application.kubernetes.namespaceMapping does not say where namespace %s goes, which the run is of."
              .formatted(cluster.namespace()));
    }
    if (!to.equals(names.namespace())) {
      throw invalid(
          "The run is of namespace %s, to be restored into %s, and this RestoreRequest is in namespace %s. A restore goes where its request is: create it, and the Secrets of the repository, in namespace %s; into another one than before with spec.target.application.kubernetes.namespaceMapping."
              .formatted(cluster.namespace(), to, names.namespace(), to));
    }
    return request(Kind.InPlace, to, null);
  }

  private static DrydockException invalid(String message) {
    return new DrydockException(FailureReason.InvalidRequest, message);
  }

  private TargetRequest request(Kind kind, String project, @Nullable String directory) {
    return request(kind, project, directory, true);
  }

  private TargetRequest request(
      Kind kind, String project, @Nullable String directory, boolean start) {
    if (!PROJECT.matcher(project).matches()) {
      throw new DrydockException(
          FailureReason.InvalidRequest,
          "'"
              + project
              + "' is no name for a compose project: lower-case letters, digits, dashes and underscores.");
    }
    return new TargetRequest(
        names.namespace(),
        manifest,
        kind,
        project,
        directory,
        start,
        new Requester(names.request(), names.uid()));
  }

  private void refuseStrangeNames() {
    for (var volume : manifest.volumes()) {
      refuse(volume.name());
    }
    for (var database : manifest.databases()) {
      refuse(database.name());
    }
  }

  private static void refuse(String name) {
    if (!NAME.matcher(name).matches() || name.equals("..") || name.equals(".")) {
      throw new DrydockException(
          FailureReason.RepositoryCorrupt,
          "The run's drydock/application.json names '"
              + name
              + "', which no volume or database is called. Do not trust this repository.");
    }
  }

  private static @Nullable String directory(@Nullable String directory) {
    if (directory == null) {
      return null;
    }
    var path = Path.of(directory);
    if (!path.isAbsolute()
        || !path.normalize().equals(path)
        || SystemDirectories.contains(directory)) {
      throw new DrydockException(
          FailureReason.InvalidRequest,
          "'"
              + directory
              + "' cannot be the directory of an application: give an absolute path of a directory of its own, such as /srv/"
              + "shop.");
    }
    return directory;
  }
}
