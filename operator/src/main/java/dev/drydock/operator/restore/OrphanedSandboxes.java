// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.restore;

import dev.drydock.api.v1alpha1.RestoreRequest;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.operator.platform.Platform;
import dev.drydock.operator.platform.Platform.SandboxName;
import dev.drydock.operator.status.ResourceStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the sandboxes of requests that are no more, such as those whose finalizer was removed by
 * hand or whose API lost its state.
 */
final class OrphanedSandboxes {
  private static final Logger LOG = LoggerFactory.getLogger(OrphanedSandboxes.class);

  private final Platform platform;
  private final ResourceStore<RestoreRequest> requests;

  OrphanedSandboxes(Platform platform, ResourceStore<RestoreRequest> requests) {
    this.platform = platform;
    this.requests = requests;
  }

  /**
   * Looks once, and removes what nobody will remove otherwise.
   *
   * @return whether none is left
   */
  boolean sweep() {
    boolean clean = true;
    for (var sandbox : platform.sandboxes()) {
      boolean wanted =
          requests.list(sandbox.namespace()).stream()
              .filter(request -> !isDone(request))
              .anyMatch(request -> RestoreNames.of(request).sandbox().equals(sandbox.name()));
      if (!wanted) {
        LOG.info(
            "Removing sandbox {} of namespace {}: no restore wants it.",
            sandbox.name(),
            sandbox.namespace());
        clean &= remove(sandbox);
      }
    }
    return clean;
  }

  /** One that cannot be removed must not keep the others; the next sweep tries again. */
  private boolean remove(SandboxName sandbox) {
    try {
      platform.removeSandbox(sandbox.namespace(), sandbox.name());
      return true;
    } catch (DrydockException e) {
      LOG.error("Sandbox {} could not be removed: {}", sandbox.name(), e.getMessage());
      return false;
    }
  }

  private static boolean isDone(RestoreRequest request) {
    var status = request.getStatus();
    return status != null && RestoreStep.Done.name().equals(status.step());
  }
}
