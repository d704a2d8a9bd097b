// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.cli;

import static java.util.Objects.requireNonNull;

import dev.drydock.api.v1alpha1.ResolvedSource;
import dev.drydock.api.v1alpha1.RestoreRequest;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.naming.Annotations;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A recovery into one directory: begun, gone on with, put back. What stands of it is one
 * RestoreRequest in the state of that directory. Only {@link #interrupt} is for other threads.
 */
final class Recovery {
  private static final String REQUEST = "recover";
  private static final String PLAN = "recover-plan";
  private static final String DRY_RUN = "recover-dry-run";
  private static final String OPTIONS = "drydock.dev/recover-options";

  private final KubernetesClient api;
  private final RecoveryOptions options;
  private final Clock clock;
  private final PrintStream out;
  private Instant begin;

  Recovery(KubernetesClient api, RecoveryOptions options, Clock clock, PrintStream out) {
    this.api = api;
    this.options = options;
    this.clock = clock;
    this.out = out;
    begin = clock.instant();
  }

  /** When the recovery began, perhaps by an earlier command. */
  Instant begin() {
    return begin;
  }

  /** Says what a recovery would do. */
  RestoreRequest plan() throws InterruptedException {
    remove(DRY_RUN);
    return follow(api.resource(options.request(DRY_RUN, project(resolve()), true)));
  }

  /**
   * Goes on with what was begun, or begins.
   *
   * @return the request at its end, or standing still
   * @throws DrydockException InvalidRequest when something else was begun in the same directory
   */
  RestoreRequest run() throws InterruptedException {
    RestoreRequest left = left();
    if (left == null) {
      ResolvedSource found = resolve();
      RestoreRequest request = options.request(REQUEST, project(found), false);
      request.getMetadata().setAnnotations(Map.of(OPTIONS, options.fingerprint()));
      return follow(api.resource(request));
    }
    begin = Instant.parse(left.getMetadata().getCreationTimestamp());
    if (Follower.View.of(left).held() == null) {
      out.printf("Going on with the recovery into %s that was interrupted%n", options.directory());
    } else {
      out.printf(
          "Going on with the recovery into %s from step %s%n",
          options.directory(), left.getStatus().step());
      var unused = at(REQUEST).edit(this::resumed);
    }
    return follow(at(REQUEST).get());
  }

  /** What was begun here with the same options and has not ended. */
  private @Nullable RestoreRequest left() throws InterruptedException {
    RestoreRequest left = at(REQUEST).get();
    if (left == null) {
      return null;
    }
    if (Follower.View.of(left).end() != null) {
      remove(REQUEST);
      return null;
    }
    Map<String, String> annotations = left.getMetadata().getAnnotations();
    if (annotations == null || !options.fingerprint().equals(annotations.get(OPTIONS))) {
      throw new DrydockException(
          FailureReason.InvalidRequest,
          "Another recovery into %s was begun, with other options, and is at step %s. Type its command again to go on with it; or this one with --discard, which puts everything back and throws away what was fetched, and then this one again."
              .formatted(
                  options.directory(), left.getStatus() == null ? "" : left.getStatus().step()));
    }
    return left;
  }

  private RestoreRequest resumed(RestoreRequest held) {
    Map<String, String> annotations =
        new HashMap<>(requireNonNull(held.getMetadata().getAnnotations()));
    annotations.put(Annotations.RESUME, clock.instant().toString());
    held.getMetadata().setAnnotations(annotations);
    return held;
  }

  /**
   * Puts back what was begun here, whatever its options.
   *
   * @return its project; null when there was nothing
   */
  @Nullable String discard() throws InterruptedException {
    RestoreRequest left = at(REQUEST).get();
    if (left == null) {
      return null;
    }
    remove(REQUEST);
    var target = requireNonNull(left.getSpec().target()).application();
    return requireNonNull(requireNonNull(target).compose()).project();
  }

  /** Whether something stands here that a later command can go on with, as far as is known. */
  boolean unfinished() {
    try {
      RestoreRequest left = at(REQUEST).get();
      return left != null && Follower.View.of(left).end() == null;
    } catch (KubernetesClientException e) {
      return true;
    }
  }

  /** Asks for the end of what is under way; everything is put back. */
  void interrupt() {
    for (String name : List.of(REQUEST, PLAN, DRY_RUN)) {
      var unused = at(name).delete();
    }
  }

  /** Which run it will be; the application's name comes from the repository. */
  private ResolvedSource resolve() throws InterruptedException {
    out.println("Looking into " + options.place());
    remove(PLAN);
    String any = options.project() == null ? "recover" : options.project();
    RestoreRequest plan = follow(api.resource(options.request(PLAN, any, true)));
    ResolvedSource found = plan.getStatus().resolvedSource();
    if (found == null || found.application() == null) {
      var end = Follower.View.of(plan).end();
      throw new DrydockException(
          FailureReason.SnapshotNotFound,
          end == null ? "The repository holds no run." : end.message());
    }
    out.printf(
        "Recovering %s from run %s of %s into %s%n",
        found.application(), found.run(), found.time(), options.directory());
    return found;
  }

  private String project(ResolvedSource found) {
    return options.project() == null ? requireNonNull(found.application()) : options.project();
  }

  private RestoreRequest follow(Resource<RestoreRequest> resource) throws InterruptedException {
    return follow(resource.create());
  }

  private RestoreRequest follow(RestoreRequest request) throws InterruptedException {
    return new Follower(api, clock, ProgressLine.onStandardError())
        .follow(request, RestoreRequest.class, Follower.View::of);
  }

  private void remove(String name) throws InterruptedException {
    var unused = at(name).delete();
    while (at(name).get() != null) {
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }

  private Resource<RestoreRequest> at(String name) {
    return api.resources(RestoreRequest.class)
        .inNamespace(RecoveryOptions.NAMESPACE)
        .withName(name);
  }
}
