// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.api.v1alpha1.BackupPolicy;
import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.api.v1alpha1.BackupRunSpec;
import dev.drydock.api.v1alpha1.BackupType;
import dev.drydock.api.v1alpha1.Condition;
import dev.drydock.api.v1alpha1.LocalObjectReference;
import dev.drydock.api.v1alpha1.RestoreRequest;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a user asks of Drydock at a {@link Site}, and waits for. */
final class Requests {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Site site;

  Requests(Site site) {
    this.site = site;
  }

  /**
   * Applies the policy of the site.
   *
   * @param more further lines of {@code spec}
   */
  void policy(String more) {
    policy(site.policy(), repository(), more);
  }

  void policy(String name, String repository, String more) {
    site.apply(
        """
        apiVersion: drydock.dev/v1alpha1
        kind: BackupPolicy
        metadata: {name: %s}
        spec:
          application: %s
          repository: %s
        %s
        """
            .formatted(name, site.application(), repository, more.indent(2)));
  }

  /** {@code spec.repository} of the policy. */
  String repository() {
    return site.bucket().repository(site.thisMachine(), site.policy());
  }

  BackupRun start(BackupType type) {
    return start(site.policy(), type);
  }

  BackupRun start(String policy, BackupType type) {
    BackupRun run = new BackupRun();
    run.setMetadata(
        new ObjectMetaBuilder()
            .withGenerateName(policy + "-test-")
            .withNamespace(site.namespace())
            .build());
    run.setSpec(new BackupRunSpec(new LocalObjectReference(policy), type));
    return site.api().resource(run).create();
  }

  /** Backs up and waits for a complete end. */
  BackupRun backUp(BackupType type) {
    BackupRun ended = awaitEnd(start(type));
    assertThat(end(ended).type()).as("%s", ended.getStatus()).isEqualTo("Complete");
    return ended;
  }

  BackupRun awaitEnd(BackupRun run) {
    return await(BackupRun.class, run.getMetadata().getName(), r -> ended(conditions(r)));
  }

  /** Asks for a restore, without waiting. */
  void ask(String name, String spec) {
    site.apply(
        """
        apiVersion: drydock.dev/v1alpha1
        kind: RestoreRequest
        metadata: {name: %s}
        spec:
        %s
        """
            .formatted(name, spec.indent(2)));
  }

  /** Restores, and waits until all is said and done. */
  RestoreRequest restore(String name, String spec) {
    ask(name, spec);
    return awaitDone(name);
  }

  RestoreRequest awaitDone(String name) {
    return await(
        RestoreRequest.class,
        name,
        r -> r.getStatus() != null && "Done".equals(r.getStatus().step()));
  }

  BackupPolicy awaitPolicy(Predicate<BackupPolicy> there) {
    return await(BackupPolicy.class, site.policy(), there);
  }

  /** Waits until an object is as wanted, or fails with what it was and what the controller said. */
  <T extends HasMetadata> T await(Class<T> type, String name, Predicate<T> there) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    T object = null;
    while (System.nanoTime() < deadline) {
      try {
        object = site.api().resources(type).inNamespace(site.namespace()).withName(name).get();
        if (object != null && there.test(object)) {
          return object;
        }
      } catch (KubernetesClientException e) {
        // the API is away for the moment
      }
      pause(Duration.ofMillis(200));
    }
    throw new AssertionError(
        "%s %s is not as awaited after %s: %s%n%s"
            .formatted(type.getSimpleName(), name, PATIENCE, object, tail(site.log())));
  }

  static void pause(Duration time) {
    try {
      TimeUnit.NANOSECONDS.sleep(time.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** How a run ended. */
  static Condition end(BackupRun run) {
    return end(conditions(run));
  }

  /** How a restore ended. */
  static Condition end(RestoreRequest request) {
    return end(request.getStatus() == null ? List.of() : request.getStatus().conditions());
  }

  private static List<Condition> conditions(BackupRun run) {
    return run.getStatus() == null ? List.of() : run.getStatus().conditions();
  }

  private static Condition end(List<Condition> conditions) {
    Condition end = find(conditions);
    assertThat(end).as("an end in %s", conditions).isNotNull();
    return end;
  }

  private static boolean ended(List<Condition> conditions) {
    return find(conditions) != null;
  }

  private static @Nullable Condition find(List<Condition> conditions) {
    return conditions.stream()
        .filter(c -> c.status().equals("True"))
        .filter(c -> c.type().equals("Complete") || c.type().equals("Failed"))
        .findFirst()
        .orElse(null);
  }

  private static String tail(Path file) {
    try {
      List<String> lines = Files.readAllLines(file);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
    } catch (IOException e) {
      return e.toString();
    }
  }
}
