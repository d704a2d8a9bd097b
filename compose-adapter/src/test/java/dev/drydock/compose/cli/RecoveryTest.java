// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.api.v1alpha1.Condition;
import dev.drydock.api.v1alpha1.ExistingData;
import dev.drydock.api.v1alpha1.FilesystemRepository;
import dev.drydock.api.v1alpha1.OnFailure;
import dev.drydock.api.v1alpha1.Phase;
import dev.drydock.api.v1alpha1.RepositorySpec;
import dev.drydock.api.v1alpha1.ResolvedSource;
import dev.drydock.api.v1alpha1.RestoreRequest;
import dev.drydock.api.v1alpha1.RestoreRequestStatus;
import dev.drydock.api.v1alpha1.SecretKeyReference;
import dev.drydock.apiserver.ApiServer;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.operator.naming.Annotations;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recoveries over a real API, with a stand-in for the controller that only writes statuses. */
final class RecoveryTest {
  @TempDir private Path directory;
  private final ByteArrayOutputStream told = new ByteArrayOutputStream();
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private ApiServer server;
  private KubernetesClient client;
  private Thread controller;

  @BeforeEach
  void start() throws IOException {
    String resource = "/dev/drydock/crds/restorerequests.drydock.dev.yaml";
    server =
        ApiServer.builder(directory.resolve("state"))
            .customResourceDefinitions(
                Objects.requireNonNull(getClass().getResourceAsStream(resource), resource))
            .build()
            .start();
    client =
        ClientOptions.connect(
            Files.writeString(directory.resolve("kubeconfig"), server.adminKubeconfig()));
  }

  @AfterEach
  void stop() throws InterruptedException {
    if (controller != null) {
      controller.interrupt();
      controller.join();
    }
    client.close();
    server.close();
  }

  @Test
  void aRecoveryThatFailedStandsStillAndGoesOnWithTheSameCommand() throws Exception {
    controls(request -> held("Start", request, "Port 80 is taken."));
    RestoreRequest held = recovery(OnFailure.Hold).run();

    assertThat(Follower.View.of(held).held()).isNotNull();
    assertThat(RestoreReport.print(held, out())).isEqualTo(1);
    RecoveryReport.held(held, options(OnFailure.Hold), out());
    assertThat(told())
        .contains("Stands still at step Start: Port 80 is taken.")
        .contains("docker compose -p shop logs")
        .contains("type the same command again", "--discard");
    assertThat(recovery(OnFailure.Hold).unfinished()).isTrue();

    controls(
        request ->
            annotations(request).containsKey(Annotations.RESUME)
                ? ended("Complete", request)
                : null);
    RestoreRequest done = recovery(OnFailure.Hold).run();

    assertThat(Follower.View.of(done).end()).extracting(Condition::type).isEqualTo("Complete");
    assertThat(done.getMetadata().getUid()).isEqualTo(held.getMetadata().getUid());
    assertThat(told()).contains("Going on with the recovery into /srv/shop from step Start");
    assertThat(recovery(OnFailure.Hold).unfinished()).isFalse();
  }

  @Test
  void otherOptionsNeverThrowAwayWhatWasFetched() throws Exception {
    controls(request -> held("Fetch", request, "The disk is full."));
    var unused = recovery(OnFailure.Hold).run();

    assertThatThrownBy(() -> recovery(OnFailure.RollBack).run())
        .isInstanceOf(DrydockException.class)
        .hasMessageContaining("with other options")
        .hasMessageContaining("step Fetch")
        .hasMessageContaining("--discard");
    assertThat(recovery(OnFailure.RollBack).unfinished()).isTrue();
  }

  @Test
  void discardingRemovesWhatWasBegunWhateverItsOptions() throws Exception {
    controls(request -> held("Start", request, "Port 80 is taken."));
    var unused = recovery(OnFailure.Hold).run();

    assertThat(recovery(OnFailure.RollBack).discard()).isEqualTo("shop");
    assertThat(recovery(OnFailure.Hold).unfinished()).isFalse();
    assertThat(recovery(OnFailure.Hold).discard()).isNull();
  }

  @Test
  void aDryRunLeavesWhatStandsStillAlone() throws Exception {
    controls(request -> held("Start", request, "Port 80 is taken."));
    RestoreRequest held = recovery(OnFailure.Hold).run();
    for (int i = 0; i < 2; i++) {
      assertThat(Follower.View.of(recovery(OnFailure.Hold).plan()).end()).isNotNull();
    }

    assertThat(at("recover").get().getMetadata().getUid()).isEqualTo(held.getMetadata().getUid());
    assertThat(recovery(OnFailure.Hold).unfinished()).isTrue();
  }

  @Test
  void whatEndedIsBegunAnew() throws Exception {
    controls(request -> ended("Failed", request));
    RestoreRequest first = recovery(OnFailure.Hold).run();
    RestoreRequest second = recovery(OnFailure.Hold).run();

    assertThat(second.getMetadata().getUid()).isNotEqualTo(first.getMetadata().getUid());
  }

  private Recovery recovery(OnFailure onFailure) {
    return new Recovery(client, options(onFailure), Clock.systemUTC(), out());
  }

  private PrintStream out() {
    return new PrintStream(told, true, StandardCharsets.UTF_8);
  }

  private String told() {
    return told.toString(StandardCharsets.UTF_8);
  }

  private static RecoveryOptions options(OnFailure onFailure) {
    return new RecoveryOptions(
        new RepositorySpec(
            null,
            new FilesystemRepository("/var/backups/shop"),
            new SecretKeyReference("repository", "password"),
            List.of()),
        "/var/backups/shop",
        null,
        null,
        null,
        Path.of("/srv/shop"),
        ExistingData.Fail,
        onFailure);
  }

  /** From now on the controller answers each look at a request like this; plans end at once. */
  private void controls(Function<RestoreRequest, RestoreRequestStatus> answer)
      throws InterruptedException {
    if (controller != null) {
      controller.interrupt();
      controller.join();
    }
    controller = Thread.ofVirtual().start(() -> control(answer));
  }

  private void control(Function<RestoreRequest, RestoreRequestStatus> answer) {
    try {
      while (true) {
        for (RestoreRequest request :
            client.resources(RestoreRequest.class).inNamespace("default").list().getItems()) {
          RestoreRequestStatus status =
              Boolean.TRUE.equals(request.getSpec().dryRun())
                  ? ended("Complete", request)
                  : answer.apply(request);
          if (status != null && !status.equals(request.getStatus())) {
            request.setStatus(status);
            var unused = client.resource(request).updateStatus();
          }
        }
        TimeUnit.MILLISECONDS.sleep(50);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      seen.add(e.toString()); // the server was closed, or the request removed meanwhile
      if (!Thread.currentThread().isInterrupted()) {
        control(answer);
      }
    }
  }

  private Resource<RestoreRequest> at(String name) {
    return client.resources(RestoreRequest.class).inNamespace("default").withName(name);
  }

  private static Map<String, String> annotations(RestoreRequest request) {
    return Objects.requireNonNullElse(request.getMetadata().getAnnotations(), Map.of());
  }

  private static RestoreRequestStatus held(String step, RestoreRequest request, String why) {
    return status(step, request, condition("Held", "WorkloadUnhealthy", why));
  }

  private static RestoreRequestStatus ended(String type, RestoreRequest request) {
    return status("Done", request, condition(type, "Ended", "It ended."));
  }

  private static Condition condition(String type, String reason, String message) {
    return new Condition(type, "True", 1L, "2026-11-22T02:00:00Z", reason, message);
  }

  private static RestoreRequestStatus status(
      String step, RestoreRequest request, Condition... conditions) {
    return new RestoreRequestStatus(
        1L,
        Phase.Running,
        new ArrayList<>(List.of(conditions)),
        null,
        null,
        step,
        null,
        1L,
        new ResolvedSource("shop-1", Map.of(), "2026-11-22T02:00:00Z", "shop"),
        List.of(),
        null,
        List.of(),
        null,
        null,
        List.of(),
        null,
        null,
        null,
        null,
        annotations(request).get(Annotations.RESUME));
  }
}
