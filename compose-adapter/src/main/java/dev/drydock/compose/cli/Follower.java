// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.cli;

import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.api.v1alpha1.BackupRunStatus;
import dev.drydock.api.v1alpha1.Condition;
import dev.drydock.api.v1alpha1.Progress;
import dev.drydock.api.v1alpha1.RestoreRequest;
import dev.drydock.api.v1alpha1.RestoreRequestStatus;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.naming.Annotations;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Follows a run or a restore to its end and shows how far it is. */
final class Follower {
  private static final Duration POLL = Duration.ofMillis(500);

  /** How long the API may be away before following it is given up. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final KubernetesClient client;
  private final InstantSource clock;
  private final ProgressLine line;

  Follower(KubernetesClient client, InstantSource clock, ProgressLine line) {
    this.client = client;
    this.clock = clock;
    this.line = line;
  }

  /**
   * What there is to show of an object.
   *
   * @param resumed whether somebody asked it to go on, and it does not know yet
   */
  record View(
      @Nullable String step,
      @Nullable Progress progress,
      @Nullable List<Condition> conditions,
      boolean resumed) {
    static View of(BackupRun run) {
      BackupRunStatus status = run.getStatus();
      return status == null
          ? new View(null, null, null, false)
          : new View(status.step(), status.progress(), status.conditions(), false);
    }

    static View of(RestoreRequest request) {
      RestoreRequestStatus status = request.getStatus();
      if (status == null) {
        return new View(null, null, null, false);
      }
      Map<String, String> annotations = request.getMetadata().getAnnotations();
      String asked = annotations == null ? null : annotations.get(Annotations.RESUME);
      return new View(
          status.step(),
          status.progress(),
          status.conditions(),
          asked != null && !asked.equals(status.resumed()));
    }

    /** How it ended; null while it has not. */
    @Nullable Condition end() {
      Condition complete = holding("Complete");
      return complete == null ? holding("Failed") : complete;
    }

    /** Why it stands still until a person acts; null while it goes on. */
    @Nullable Condition held() {
      return resumed ? null : holding("Held");
    }

    /** What it waits for; null when for nothing. */
    @Nullable Condition waiting() {
      return holding("Waiting");
    }

    private @Nullable Condition holding(String type) {
      return conditions == null
          ? null
          : conditions.stream()
              .filter(c -> c.type().equals(type) && c.status().equals("True"))
              .findFirst()
              .orElse(null);
    }
  }

  /** Follows to the end, or until it stands still; returns the object as it is then. */
  <T extends HasMetadata> T follow(T object, Class<T> type, Function<T, View> view)
      throws InterruptedException {
    String what = object.getKind() + " " + object.getMetadata().getName();
    Instant lastSeen = clock.instant();
    while (true) {
      try {
        T now =
            client
                .resources(type)
                .inNamespace(object.getMetadata().getNamespace())
                .withName(object.getMetadata().getName())
                .get();
        lastSeen = clock.instant();
        if (now == null) {
          line.end();
          throw new DrydockException(
              FailureReason.Cancelled, what + " was deleted while it was followed.");
        }
        View state = view.apply(now);
        if (state.end() != null || state.held() != null) {
          line.end();
          return now;
        }
        Condition waiting = state.waiting();
        if (waiting != null) {
          line.note("Waiting: " + waiting.message());
        }
        line.show(
            what + ": " + (state.step() == null ? "waiting" : state.step()), state.progress());
      } catch (KubernetesClientException e) {
        if (Duration.between(lastSeen, clock.instant()).compareTo(PATIENCE) > 0) {
          line.end();
          throw new DrydockException(
              FailureReason.PlatformError,
              "The API has not answered for %d s while %s was followed; it goes on without this command. See: drydock status"
                  .formatted(PATIENCE.toSeconds(), what),
              e);
        }
      }
      pause();
    }
  }

  private static void pause() throws InterruptedException {
    var unused = new CountDownLatch(1).await(POLL.toMillis(), TimeUnit.MILLISECONDS);
  }
}
