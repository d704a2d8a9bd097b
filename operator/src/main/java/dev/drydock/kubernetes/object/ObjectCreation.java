// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.object;

import static java.util.stream.Collectors.joining;

import dev.drydock.kubernetes.cluster.ObjectKind;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.JobResult.ComponentResult;
import dev.drydock.mover.job.JobResult.Failure;
import dev.drydock.mover.job.JobSpec;
import dev.drydock.mover.job.JobSpec.ObjectStage;
import dev.drydock.mover.job.SnapshotLayout;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes objects from files. What is there is left as it is, whatever it is like: so everything here
 * may be repeated, and needs no right to read or to change. One kind is found in one directory, by
 * whose name, and not by its content, a file is what it is.
 */
public final class ObjectCreation {
  private static final Logger LOG = LoggerFactory.getLogger(ObjectCreation.class);
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int TOO_MANY = 429;
  private static final int SERVER_ERROR = 500;
  private static final int TOLD = 3;

  private final KubernetesClient client;
  private final List<String> failures = new ArrayList<>();
  private boolean passing = true;
  private int made;
  private int there;
  private long bytes;

  /** Objects of a cluster, by a client that may create them. */
  public ObjectCreation(KubernetesClient client) {
    this.client = client;
  }

  /**
   * Makes what is missing of a stage.
   *
   * @param files directory with a directory for each kind, and one of Secrets
   */
  public ComponentResult create(JobSpec.CreateObjects spec, Path files) {
    boolean copy = !spec.path().endsWith("/" + spec.namespace());
    List<String> warnings = new ArrayList<>();
    try {
      if (spec.sandbox()) {
        createSandboxed(spec, files, warnings);
        return result(spec, warnings);
      }
      if (spec.stage() == ObjectStage.BEFORE_DATA) {
        for (Path secret : children(files.resolve("secrets"))) {
          create(secret, spec.namespace());
        }
        warnings.addAll(leftOut(files, spec.namespace()));
      }
      for (ObjectKind kind : Stages.of(spec.stage())) {
        List<Path> all = children(files.resolve(kind.qualifiedName()));
        if (copy && kind == ObjectKind.Ingress) {
          all.forEach(file -> warnings.add(ingress(name(file))));
          continue;
        }
        for (Path file : all) {
          Map<String, Object> manifest = read(file);
          ObjectPreparation.prepare(kind, manifest, spec.namespace());
          if (copy) {
            ObjectPreparation.detach(kind, manifest);
          }
          attempt(kind + " " + name(file), () -> create(kind, manifest, spec.namespace()));
        }
      }
    } catch (IOException e) {
      throw new DrydockException(
          FailureReason.RepositoryCorrupt, "the files of the objects cannot be read: " + e, e);
    }
    return result(spec, warnings);
  }

  /** All that a sandbox gets, and first what its own movers need. */
  private void createSandboxed(JobSpec.CreateObjects spec, Path files, List<String> warnings)
      throws IOException {
    for (Secret secret : RepositorySecrets.copies(spec.repository(), spec.namespace())) {
      attempt("Secret " + secret.getMetadata().getName(), () -> client.resource(secret).create());
    }
    for (Path secret : children(files.resolve("secrets"))) {
      create(secret, spec.namespace());
    }
    for (ObjectKind kind : Stages.ofSandbox()) {
      for (Path file : children(files.resolve(kind.qualifiedName()))) {
        Map<String, Object> manifest = read(file);
        ObjectPreparation.prepare(kind, manifest, spec.namespace());
        ObjectPreparation.detach(kind, manifest);
        warnings.addAll(Isolation.isolate(kind, manifest));
        attempt(kind + " " + name(file), () -> create(kind, manifest, spec.namespace()));
      }
    }
    for (Path file : children(files.resolve(ObjectKind.DaemonSet.qualifiedName()))) {
      warnings.add(
          "DaemonSet %s is left out of a sandbox, since it would run on every node."
              .formatted(name(file)));
    }
  }

  private ComponentResult result(JobSpec.CreateObjects spec, List<String> warnings) {
    LOG.info("{} objects were made, {} were there, {} failed", made, there, failures.size());
    return new ComponentResult(
        SnapshotLayout.CONFIGURATION,
        spec.snapshot(),
        bytes,
        made,
        0,
        List.of(),
        warnings.isEmpty() ? List.of() : List.of(String.join(" ", warnings)),
        failure().orElse(null));
  }

  private Optional<Failure> failure() {
    if (failures.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Failure(
            passing ? FailureReason.PlatformError : FailureReason.TargetUnwritable,
            "%d objects could not be made: %s"
                .formatted(failures.size(), failures.stream().limit(TOLD).collect(joining("; ")))));
  }

  private static String ingress(String name) {
    return "Ingress %s is left out of a copy, since it would take requests from the original: apply it yourself, with another host."
        .formatted(name);
  }

  /** Rights are given by those who have them. */
  private static List<String> leftOut(Path files, String namespace) throws IOException {
    List<String> names = new ArrayList<>();
    for (ObjectKind kind : Stages.leftOut()) {
      for (Path file : children(files.resolve(kind.qualifiedName()))) {
        names.add(kind + " " + name(file));
      }
    }
    return names.isEmpty()
        ? List.of()
        : List.of(
            "%s: whoever gives rights has to have them, so apply these yourself in namespace %s unless they are there; the configuration in the repository has their manifests."
                .formatted(String.join(", ", names), namespace));
  }

  private void create(Path directory, String namespace) throws IOException {
    Optional<Secret> secret = SecretFiles.read(directory, namespace);
    if (secret.isPresent()) {
      attempt("Secret " + directory.getFileName(), () -> client.resource(secret.get()).create());
    }
  }

  @SuppressWarnings("unchecked")
  private Map<String, Object> read(Path file) throws IOException {
    String yaml = Files.readString(file);
    bytes += yaml.length();
    return Serialization.unmarshal(yaml, Map.class);
  }

  /** In the version that it has, where that is served, or in another one that is much the same. */
  private void create(ObjectKind kind, Map<String, Object> manifest, String namespace) {
    Object written = manifest.get("apiVersion");
    List<ResourceDefinitionContext> versions =
        kind.versions()
            .sorted((a, b) -> Boolean.compare(of(b).equals(written), of(a).equals(written)))
            .toList();
    KubernetesClientException notServed = null;
    for (ResourceDefinitionContext version : versions) {
      manifest.put("apiVersion", of(version));
      manifest.put("kind", version.getKind());
      GenericKubernetesResource object =
          Serialization.unmarshal(Serialization.asJson(manifest), GenericKubernetesResource.class);
      try {
        client.genericKubernetesResources(version).inNamespace(namespace).resource(object).create();
        return;
      } catch (KubernetesClientException e) {
        if (e.getCode() != NOT_FOUND) {
          throw e;
        }
        notServed = e;
      }
    }
    if (notServed != null) {
      throw notServed;
    }
  }

  private static String of(ResourceDefinitionContext version) {
    String group = version.getGroup();
    return group == null || group.isEmpty()
        ? version.getVersion()
        : group + "/" + version.getVersion();
  }

  private void attempt(String title, Runnable creation) {
    try {
      creation.run();
      made++;
    } catch (KubernetesClientException e) {
      if (e.getCode() == CONFLICT && isThere(e)) {
        there++;
        LOG.info("{} is there", title);
        return;
      }
      passing &= e.getCode() == 0 || e.getCode() == TOO_MANY || e.getCode() >= SERVER_ERROR;
      String why =
          e.getStatus() == null || e.getStatus().getMessage() == null
              ? String.valueOf(e.getMessage())
              : e.getStatus().getMessage();
      failures.add(title + ": " + why);
      LOG.error("{}: {}", title, why);
    }
  }

  /** A namespace that is being removed, and a quota, refuse with the same number. */
  private static boolean isThere(KubernetesClientException e) {
    return e.getStatus() != null
        && ("AlreadyExists".equals(e.getStatus().getReason())
            || String.valueOf(e.getStatus().getMessage()).endsWith("already exists"));
  }

  private static String name(Path file) {
    return file.getFileName().toString().replaceFirst("\\.yaml$", "");
  }

  private static List<Path> children(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(directory)) {
      return children.sorted().toList();
    }
  }
}
