// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.policy;

import dev.drydock.api.v1alpha1.BackupPolicy;
import dev.drydock.api.v1alpha1.BackupPolicyStatus;
import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.api.v1alpha1.CheckOutcome;
import dev.drydock.api.v1alpha1.Phase;
import dev.drydock.api.v1alpha1.ResolvedSource;
import dev.drydock.api.v1alpha1.RestoreRequest;
import dev.drydock.api.v1alpha1.RestoreRequestStatus;
import dev.drydock.api.v1alpha1.RestoreTimings;
import dev.drydock.operator.metrics.DrydockMetrics;
import dev.drydock.operator.notification.Delivery;
import dev.drydock.operator.notification.Notice;
import dev.drydock.operator.run.RunDependencies;
import dev.drydock.operator.run.RunMachine;
import dev.drydock.operator.run.RunSettings;
import dev.drydock.operator.status.Conditions;
import dev.drydock.operator.testing.Effects;
import dev.drydock.operator.testing.FakePlatform;
import dev.drydock.operator.testing.InMemoryResourceStore;
import dev.drydock.operator.testing.MutableClock;
import dev.drydock.operator.testing.Policies;
import dev.drydock.operator.testing.RecordingEvents;
import dev.drydock.operator.testing.Samples;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** The policy shop in a world of fakes, with the machines that make and carry out its runs. */
final class PolicyHarness {
  private static final String RECEIVER =
      "\nnotifications: [{webhook: {urlSecretRef: {name: alerts}}}]\n";

  final Effects effects = new Effects();
  final MutableClock clock = MutableClock.at("2026-11-20T12:00:00Z");
  final InMemoryResourceStore<BackupRun> runs =
      new InMemoryResourceStore<>(BackupRun.class, clock, effects);
  final InMemoryResourceStore<BackupPolicy> policies =
      new InMemoryResourceStore<>(BackupPolicy.class, clock, effects);
  final InMemoryResourceStore<RestoreRequest> restores =
      new InMemoryResourceStore<>(RestoreRequest.class, clock, effects);
  final FakePlatform platform = new FakePlatform(clock, effects);
  final RecordingEvents events = new RecordingEvents();
  final List<Notice> notices = new CopyOnWriteArrayList<>();

  /** What a receiver answers; it takes everything at first. */
  Function<Notice, Delivery> receiver = notice -> new Delivery.Done();

  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  final DrydockMetrics metrics = new DrydockMetrics(registry, clock);
  PolicyDependencies dependencies;
  PolicyMachine machine;
  private RunMachine runMachine;

  PolicyHarness(String yaml) {
    platform.has(Samples.shop());
    create(yaml);
    restart();
  }

  void create(String yaml) {
    policies.create(Policies.policy("shop", Policies.spec(yaml + RECEIVER)));
  }

  /** New machines that know nothing of those before. */
  void restart() {
    dependencies =
        new PolicyDependencies(
            policies,
            runs,
            restores,
            platform,
            events,
            (address, notice) -> {
              Delivery delivery = receiver.apply(notice);
              if (delivery instanceof Delivery.Done && !notices.contains(notice)) {
                notices.add(notice);
              }
              return delivery;
            },
            metrics,
            clock,
            Duration.ofHours(1));
    machine = new PolicyMachine(dependencies);
    runMachine =
        new RunMachine(
            new RunDependencies(
                runs,
                policies,
                restores,
                platform,
                events,
                metrics,
                clock,
                Runnable::run,
                RunSettings.standard()));
  }

  Optional<Duration> advance() {
    return machine.advance(Samples.NAMESPACE, "shop");
  }

  /** Lives until an instant: reconciles whenever it is asked for, and carries out all runs. */
  void liveUntil(String instant) {
    Instant end = Instant.parse(instant);
    while (true) {
      Duration pause = advance().orElseThrow();
      boolean ran = false;
      for (BackupRun run : runs.list(Samples.NAMESPACE)) {
        if (!RunMachine.isEnded(run)) {
          runMachine.advance(Samples.NAMESPACE, run.getMetadata().getName());
          ran = true;
        }
      }
      if (ran) {
        advance();
      }
      if (clock.instant().plus(pause).isAfter(end)) {
        clock.set(end);
        advance();
        return;
      }
      clock.advance(pause);
    }
  }

  BackupPolicyStatus status() {
    return policies.get(Samples.NAMESPACE, "shop").orElseThrow().getStatus();
  }

  void respec(String yaml) {
    respecWithoutReceiver(yaml + RECEIVER);
  }

  void respecWithoutReceiver(String yaml) {
    BackupPolicy policy = policies.get(Samples.NAMESPACE, "shop").orElseThrow();
    policy.setSpec(Policies.spec(yaml));
    policies.updateSpec(policy);
  }

  List<String> runNames() {
    return runs.list(Samples.NAMESPACE).stream().map(r -> r.getMetadata().getName()).toList();
  }

  List<String> drillNames() {
    return restores.list(Samples.NAMESPACE).stream().map(r -> r.getMetadata().getName()).toList();
  }

  List<String> noticed() {
    return notices.stream().map(n -> n.event() + " " + n.reason()).toList();
  }

  String condition(String type) {
    return Conditions.find(status().conditions(), type)
        .map(c -> c.status() + " " + c.reason())
        .orElse("absent");
  }

  /** Ends a drill as the restore reconciler would. */
  void endDrill(String name, boolean passed, String total) {
    RestoreRequest drill = restores.get(Samples.NAMESPACE, name).orElseThrow();
    Conditions conditions = Conditions.of(List.of(), clock.instant(), 1L);
    conditions =
        passed
            ? conditions.isTrue("Complete", "Restored", "fine").isFalse("Failed", "Restored", "")
            : conditions
                .isFalse("Complete", "CheckFailed", "")
                .isTrue("Failed", "CheckFailed", "orders are missing");
    drill.setStatus(
        new RestoreRequestStatus(
            1L,
            passed ? Phase.Succeeded : Phase.Failed,
            conditions.list(),
            Conditions.time(clock.instant()),
            Conditions.time(clock.instant()),
            null,
            null,
            1L,
            new ResolvedSource("shop-full", Map.of(), Conditions.time(clock.instant()), "shop"),
            List.of(),
            null,
            List.of(),
            null,
            new RestoreTimings(null, null, null, null, null, total),
            List.of(new CheckOutcome("orders", passed, null, null)),
            null,
            null,
            null,
            null,
            null));
    restores.updateStatus(drill);
  }
}
