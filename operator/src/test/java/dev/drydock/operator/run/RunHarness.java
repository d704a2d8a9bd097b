// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.run;

import dev.drydock.api.v1alpha1.BackupPolicy;
import dev.drydock.api.v1alpha1.BackupPolicySpec;
import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.api.v1alpha1.BackupRunSpec;
import dev.drydock.api.v1alpha1.BackupType;
import dev.drydock.api.v1alpha1.LocalObjectReference;
import dev.drydock.api.v1alpha1.RestoreRequest;
import dev.drydock.operator.metrics.DrydockMetrics;
import dev.drydock.operator.naming.Names;
import dev.drydock.operator.testing.Effects;
import dev.drydock.operator.testing.FakePlatform;
import dev.drydock.operator.testing.InMemoryResourceStore;
import dev.drydock.operator.testing.MutableClock;
import dev.drydock.operator.testing.Policies;
import dev.drydock.operator.testing.RecordingEvents;
import dev.drydock.operator.testing.Samples;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;

/** Runs in a world of fakes, with a machine that can be killed and made anew. */
final class RunHarness {
  final Effects effects = new Effects();
  final MutableClock clock = MutableClock.at("2026-11-22T06:00:00Z");
  final InMemoryResourceStore<BackupRun> runs =
      new InMemoryResourceStore<>(BackupRun.class, clock, effects);
  final InMemoryResourceStore<BackupPolicy> policies =
      new InMemoryResourceStore<>(BackupPolicy.class, clock, effects);
  final InMemoryResourceStore<RestoreRequest> restores =
      new InMemoryResourceStore<>(RestoreRequest.class, clock, effects);
  final FakePlatform platform = new FakePlatform(clock, effects);
  final RecordingEvents events = new RecordingEvents();
  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Executor executor;
  RunMachine machine;

  RunHarness(Executor executor) {
    this.executor = executor;
    platform.has(Samples.shop());
    machine = restarted();
  }

  RunHarness() {
    this(Runnable::run);
  }

  /** A machine that knows nothing of the one before. */
  RunMachine restarted() {
    machine =
        new RunMachine(
            new RunDependencies(
                runs,
                policies,
                restores,
                platform,
                events,
                new DrydockMetrics(registry, clock),
                clock,
                executor,
                RunSettings.standard()));
    return machine;
  }

  void policy(BackupPolicySpec spec) {
    policies.create(Policies.policy("shop", spec));
  }

  void create(String name, BackupType type) {
    create(Samples.NAMESPACE, name, "shop", type);
  }

  void create(String namespace, String name, String policy, BackupType type) {
    BackupRun run = new BackupRun();
    run.setMetadata(new ObjectMetaBuilder().withNamespace(namespace).withName(name).build());
    run.setSpec(new BackupRunSpec(new LocalObjectReference(policy), type));
    runs.create(run);
  }

  Optional<Duration> advance(String name) {
    return machine.advance(Samples.NAMESPACE, name);
  }

  /** Advances until the run has ended, moving the clock as long as it asks to wait. */
  BackupRun finish(String name) {
    for (int looks = 0; looks < 200; looks++) {
      Optional<Duration> again = advance(name);
      if (again.isEmpty() || RunMachine.isEnded(get(name))) {
        return get(name);
      }
      clock.advance(again.get());
    }
    throw new AssertionError("the run does not end: " + get(name).getStatus());
  }

  /** The name of a job of a run, such as shop-1-1a2b3c4d-backup-1. */
  String job(String run, String purpose) {
    return run + "-" + Names.hash(get(run).getMetadata().getUid(), 8) + "-" + purpose;
  }

  BackupRun get(String name) {
    return runs.get(Samples.NAMESPACE, name).orElseThrow();
  }
}
