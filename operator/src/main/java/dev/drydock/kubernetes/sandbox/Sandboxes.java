// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.sandbox;

import dev.drydock.kubernetes.cluster.Cluster;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.naming.Names;
import dev.drydock.operator.platform.Platform.SandboxName;
import dev.drydock.operator.platform.TargetRequest;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceCondition;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sandboxes as namespaces. One is ours when its labels say so, all of them; nothing is ever done to
 * any other. Everything may be repeated. Safe for use by many threads.
 */
public final class Sandboxes {
  private static final Logger LOG = LoggerFactory.getLogger(Sandboxes.class);
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;

  /** Rights that were just given are not known everywhere at once. */
  private static final Duration RIGHTS = Duration.ofSeconds(15);

  private static final Duration QUOTA = Duration.ofSeconds(30);
  private static final Duration REMOVAL = Duration.ofMinutes(3);
  private static final Duration POLL = Duration.ofMillis(200);

  private final KubernetesClient client;
  private final Cluster cluster;
  private final @Nullable SandboxRights rights;
  private final Clock clock;

  /**
   * Sandboxes in a cluster.
   *
   * @param rights by what right they are made; null for none, so that none is made
   */
  public Sandboxes(
      KubernetesClient client, Cluster cluster, @Nullable SandboxRights rights, Clock clock) {
    this.client = client;
    this.cluster = cluster;
    this.rights = rights;
    this.clock = clock;
  }

  /**
   * The rights by which they are made.
   *
   * @throws DrydockException InvalidRequest when there are none
   */
  public SandboxRights require() {
    if (rights == null) {
      throw new DrydockException(
          FailureReason.InvalidRequest,
          "This operator makes no sandboxes, since it was given no role for it (--sandbox-role; drill.enabled of the chart drydock, with restore.enabled). A person who may change the operator has to allow drills; without them, restore into a namespace of another name.");
    }
    return rights;
  }

  /**
   * Makes the namespace of a target, shut off and bounded before anything else is in it.
   *
   * @throws DrydockException InvalidRequest when there is one of that name which is not this
   *     request's
   */
  public void make(TargetRequest target) {
    SandboxRights with = require();
    TargetRequest.Requester by = target.requester();
    if (by == null) {
      throw new IllegalArgumentException("nobody knows whose sandbox it is");
    }
    String name = target.project();
    Namespace there = find(name);
    if (there == null) {
      Namespace home = find(target.namespace());
      createUnlessThere(SandboxObjects.namespace(target, by, with.installation(), home));
      there = find(name);
    }
    if (there == null || !isOurs(there, target.namespace(), by.uid())) {
      throw new DrydockException(
          FailureReason.InvalidRequest,
          "Namespace %s exists and is not this request's, so that no sandbox can have that name. Make a new RestoreRequest."
              .formatted(name));
    }
    if (there.getMetadata().getDeletionTimestamp() != null) {
      throw new DrydockException(
          FailureReason.Cancelled, "Sandbox %s is being deleted.".formatted(name));
    }
    createUnlessThere(SandboxObjects.rights(name, with));
    for (HasMetadata fence : SandboxObjects.fences(name, with)) {
      withNewRights(() -> createUnlessThere(fence));
    }
    awaitQuotas(name);
  }

  /** Bounds a sandbox by what its workloads ask for, before they are started. */
  public void bound(String sandbox) {
    ResourceQuota quota = SandboxObjects.size(sandbox, Demand.of(cluster.workloads(sandbox)));
    withNewRights(() -> createUnlessThere(quota));
    awaitQuotas(sandbox);
  }

  /** What is bounded is refused until the cluster has counted what there is. */
  private void awaitQuotas(String sandbox) {
    boolean known =
        await(
            QUOTA,
            () ->
                client.resourceQuotas().inNamespace(sandbox).list().getItems().stream()
                    .allMatch(Sandboxes::isCounted));
    if (!known) {
      throw new DrydockException(
          FailureReason.PlatformError,
          "The cluster does not count what there is for the ResourceQuotas of sandbox %s. Does its controller manager run?"
              .formatted(sandbox));
    }
  }

  private static boolean isCounted(ResourceQuota quota) {
    return quota.getStatus() != null
        && quota.getStatus().getHard() != null
        && quota.getStatus().getHard().keySet().containsAll(quota.getSpec().getHard().keySet());
  }

  /** Notes on a sandbox when it ends. */
  public void keep(String namespace, String sandbox, Instant until) {
    Namespace there = find(sandbox);
    if (there == null
        || !isOurs(there, namespace, null)
        || there.getMetadata().getDeletionTimestamp() != null
        || until.toString().equals(annotation(there, SandboxObjects.EXPIRES))) {
      return;
    }
    withNewRights(
        () ->
            client
                .namespaces()
                .withName(sandbox)
                .edit(
                    edited -> {
                      edited
                          .getMetadata()
                          .getAnnotations()
                          .put(SandboxObjects.EXPIRES, until.toString());
                      return edited;
                    }));
  }

  /**
   * Removes a sandbox with everything in it, and waits until it is gone.
   *
   * @throws DrydockException PlatformError when it is still there after a while, with the cluster's
   *     reason
   */
  public void remove(String namespace, String sandbox) {
    if (!await(REMOVAL, () -> isGone(namespace, sandbox))) {
      throw doesNotGo(sandbox);
    }
  }

  /** Whether it is; otherwise it goes from now on. */
  private boolean isGone(String namespace, String sandbox) {
    Namespace there = find(sandbox);
    if (there == null || !isOurs(there, namespace, null)) {
      return true;
    }
    if (there.getMetadata().getDeletionTimestamp() == null) {
      LOG.info("Removing sandbox {}", sandbox);
      createUnlessThere(SandboxObjects.rights(sandbox, require()));
      withNewRights(() -> delete(there));
    }
    return false;
  }

  /** That very one, as it was looked at; one that has changed is looked at again. */
  private void delete(Namespace sandbox) {
    try {
      client
          .resource(sandbox)
          .lockResourceVersion(sandbox.getMetadata().getResourceVersion())
          .delete();
    } catch (KubernetesClientException e) {
      if (e.getCode() != NOT_FOUND && e.getCode() != CONFLICT) {
        throw e;
      }
    }
  }

  private DrydockException doesNotGo(String sandbox) {
    Namespace left = find(sandbox);
    String why =
        left == null || left.getStatus() == null
            ? ""
            : left.getStatus().getConditions().stream()
                .filter(condition -> "True".equals(condition.getStatus()))
                .map(NamespaceCondition::getMessage)
                .collect(Collectors.joining(" "));
    return new DrydockException(
        FailureReason.PlatformError,
        "Namespace %s of a sandbox is being deleted, and still there after %s.%s See: kubectl get namespace %s -o yaml"
            .formatted(
                sandbox, REMOVAL, why.isEmpty() ? "" : " The cluster says: " + why, sandbox));
  }

  /** Those of this installation. */
  public List<SandboxName> own() {
    if (rights == null) {
      return List.of();
    }
    return client
        .namespaces()
        .withLabel(SandboxObjects.SANDBOX, "true")
        .withLabel(SandboxObjects.INSTALLATION, Names.label(rights.installation()))
        .list()
        .getItems()
        .stream()
        .map(
            sandbox ->
                new SandboxName(
                    label(sandbox, SandboxObjects.NAMESPACE), sandbox.getMetadata().getName()))
        .toList();
  }

  private boolean isOurs(Namespace namespace, String requester, @Nullable String uid) {
    return rights != null
        && "true".equals(label(namespace, SandboxObjects.SANDBOX))
        && Names.label(rights.installation()).equals(label(namespace, SandboxObjects.INSTALLATION))
        && requester.equals(label(namespace, SandboxObjects.NAMESPACE))
        && (uid == null || uid.equals(label(namespace, SandboxObjects.UID)));
  }

  private static String label(Namespace namespace, String name) {
    Map<String, String> labels = namespace.getMetadata().getLabels();
    return labels == null ? "" : labels.getOrDefault(name, "");
  }

  private static @Nullable String annotation(Namespace namespace, String name) {
    Map<String, String> annotations = namespace.getMetadata().getAnnotations();
    return annotations == null ? null : annotations.get(name);
  }

  private @Nullable Namespace find(String name) {
    return client.namespaces().withName(name).get();
  }

  private boolean createUnlessThere(HasMetadata object) {
    try {
      client.resource(object).create();
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() != CONFLICT) {
        throw e;
      }
      return false;
    }
  }

  private void withNewRights(Runnable action) {
    Instant deadline = clock.instant().plus(RIGHTS);
    while (true) {
      try {
        action.run();
        return;
      } catch (KubernetesClientException e) {
        if (e.getCode() != FORBIDDEN || !clock.instant().isBefore(deadline)) {
          throw e;
        }
        pause();
      }
    }
  }

  private boolean await(Duration patience, BooleanSupplier condition) {
    Instant deadline = clock.instant().plus(patience);
    while (!condition.getAsBoolean()) {
      if (!clock.instant().isBefore(deadline)) {
        return false;
      }
      pause();
    }
    return true;
  }

  private static void pause() {
    try {
      boolean unused = new CountDownLatch(1).await(POLL.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DrydockException(
          FailureReason.Cancelled, "Interrupted while a sandbox was made or removed.", e);
    }
  }
}
