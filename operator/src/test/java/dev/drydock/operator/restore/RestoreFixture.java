// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.restore;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.drydock.api.v1alpha1.ApplicationCheck;
import dev.drydock.api.v1alpha1.BackupPolicy;
import dev.drydock.api.v1alpha1.BackupPolicySpec;
import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.api.v1alpha1.Condition;
import dev.drydock.api.v1alpha1.Consistency;
import dev.drydock.api.v1alpha1.DeletionPolicy;
import dev.drydock.api.v1alpha1.ExecCheck;
import dev.drydock.api.v1alpha1.ExistingData;
import dev.drydock.api.v1alpha1.FilesystemRepository;
import dev.drydock.api.v1alpha1.LocalObjectReference;
import dev.drydock.api.v1alpha1.ObjectivesSpec;
import dev.drydock.api.v1alpha1.RepositorySpec;
import dev.drydock.api.v1alpha1.RestoreInclude;
import dev.drydock.api.v1alpha1.RestoreRequest;
import dev.drydock.api.v1alpha1.RestoreRequestSpec;
import dev.drydock.api.v1alpha1.RestoreRequestStatus;
import dev.drydock.api.v1alpha1.RestoreSource;
import dev.drydock.api.v1alpha1.RestoreTarget;
import dev.drydock.api.v1alpha1.SandboxTarget;
import dev.drydock.api.v1alpha1.SecretKeyReference;
import dev.drydock.mover.job.JobResult;
import dev.drydock.mover.job.JobResult.Run;
import dev.drydock.operator.platform.ApplicationManifest;
import dev.drydock.operator.status.Conditions;
import dev.drydock.operator.testing.Effects;
import dev.drydock.operator.testing.FakePlatform;
import dev.drydock.operator.testing.FakeResults;
import dev.drydock.operator.testing.InMemoryResourceStore;
import dev.drydock.operator.testing.MutableClock;
import dev.drydock.operator.testing.RecordingEvents;
import dev.drydock.operator.testing.Samples;
import dev.drydock.operator.testing.SimulatedCrash;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** A shop, its repository with two runs, and a reconciler that can be killed and started again. */
final class RestoreFixture {
  static final String REQUEST = "back";
  static final Instant OLDER = Instant.parse("2026-11-21T02:00:00Z");
  static final Instant NEWER = Instant.parse("2026-11-22T02:00:00Z");
  static final List<String> COMPONENTS =
      List.of("volume/uploads", "volume/config", "database/db", "configuration");

  final MutableClock clock = MutableClock.at("2026-11-23T08:00:00Z");
  final Effects effects = new Effects();
  final FakePlatform platform = new FakePlatform(clock, effects);
  final RecordingEvents events = new RecordingEvents();
  final InMemoryResourceStore<RestoreRequest> requests =
      new InMemoryResourceStore<>(RestoreRequest.class, clock, effects);
  final InMemoryResourceStore<BackupPolicy> policies =
      new InMemoryResourceStore<>(BackupPolicy.class, clock, effects);
  final InMemoryResourceStore<BackupRun> runs =
      new InMemoryResourceStore<>(BackupRun.class, clock, effects);
  final FakeVolumes volumes =
      new FakeVolumes(listed(List.of(run("shop-2", NEWER), run("shop-1", OLDER))));
  private final Duration checkGrace;
  private RestoreRequestReconciler reconciler;
  int restarts;

  RestoreFixture() {
    this(Duration.ZERO);
  }

  RestoreFixture(Duration checkGrace) {
    this.checkGrace = checkGrace;
    reconciler = reconciler();
    platform.has(Samples.shop());
    platform.jobsEnd(volumes);
    var policy = new BackupPolicy();
    policy.getMetadata().setNamespace(Samples.NAMESPACE);
    policy.getMetadata().setName("shop");
    policy.setSpec(policySpec());
    policies.create(policy);
  }

  static BackupPolicySpec policySpec() {
    return new BackupPolicySpec(
        Samples.shopSpec(),
        null,
        List.of(),
        null,
        repository(),
        null,
        false,
        Consistency.Live,
        null,
        null,
        null,
        new ObjectivesSpec("1h", "24h"),
        List.of(),
        DeletionPolicy.Retain);
  }

  static RepositorySpec repository() {
    return new RepositorySpec(
        null,
        new FilesystemRepository("/var/backups/shop"),
        new SecretKeyReference("repository", "password"),
        List.of());
  }

  static Run run(String name, Instant time) {
    var snapshots = new java.util.TreeMap<String, String>();
    var bytes = new java.util.TreeMap<String, Long>();
    for (var component : COMPONENTS) {
      snapshots.put(component, FakeResults.snapshot(component, name));
      bytes.put(component, FakeResults.BYTES);
    }
    return new Run(name, "shop", "shop", null, time, true, snapshots, bytes);
  }

  static JobResult listed(List<Run> runs) {
    return new JobResult(
        null, List.of(), runs, json(Samples.shop()), 0, 0, 0, List.of(), "repository");
  }

  static String json(ApplicationManifest manifest) {
    try {
      return new ObjectMapper().writeValueAsString(manifest);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private RestoreRequestReconciler reconciler() {
    return new RestoreRequestReconciler(
        platform, requests, policies, runs, events, clock, Runnable::run, settings());
  }

  private RestoreSettings settings() {
    return new RestoreSettings(
        Duration.ofSeconds(1),
        Duration.ofSeconds(30),
        3,
        Duration.ofMinutes(10),
        checkGrace,
        Duration.ofMinutes(30),
        Duration.ofHours(24));
  }

  static RestoreSource fromPolicy() {
    return new RestoreSource(new LocalObjectReference("shop"), null, null, null);
  }

  static RestoreRequestSpec inPlace(ExistingData existing) {
    return new RestoreRequestSpec(fromPolicy(), null, null, null, existing, false, checks());
  }

  static RestoreRequestSpec including(RestoreInclude include, ExistingData existing) {
    return new RestoreRequestSpec(fromPolicy(), null, include, null, existing, false, List.of());
  }

  static RestoreRequestSpec drill(String timeToLive) {
    var target = new RestoreTarget(null, null, new SandboxTarget(timeToLive));
    return new RestoreRequestSpec(
        fromPolicy(), null, null, target, ExistingData.Fail, false, checks());
  }

  static List<ApplicationCheck> checks() {
    return List.of(
        new ApplicationCheck(
            "web is there", null, null, new ExecCheck("web", List.of("true"), "30s")));
  }

  /** Creates the request. */
  RestoreFixture request(RestoreRequestSpec spec) {
    return request(REQUEST, spec);
  }

  /** Creates another request. */
  RestoreFixture request(String name, RestoreRequestSpec spec) {
    var request = new RestoreRequest();
    request.getMetadata().setNamespace(Samples.NAMESPACE);
    request.getMetadata().setName(name);
    request.setSpec(spec);
    requests.create(request);
    return this;
  }

  /** Goes on until nothing is left to do, through crashes. */
  RestoreRequestStatus run() {
    runUntil(() -> false);
    return status();
  }

  /** Goes on until something holds, or nothing is left to do. */
  void runUntil(BooleanSupplier reached) {
    for (int i = 0; i < 500; i++) {
      var pause = once();
      if (pause.isEmpty() || reached.getAsBoolean()) {
        return;
      }
      clock.advance(pause.get());
    }
    throw new AssertionError("it never ends: " + status());
  }

  /** One reconciliation; a crash starts the operator again. */
  Optional<Duration> once() {
    return once(REQUEST);
  }

  Optional<Duration> once(String name) {
    try {
      return reconciler.drive(stored(name));
    } catch (SimulatedCrash e) {
      restart();
      return Optional.of(Duration.ofSeconds(1));
    }
  }

  void restart() {
    restarts++;
    reconciler = reconciler();
    reconciler.sweepOrphanedSandboxes();
  }

  RestoreRequest stored() {
    return stored(REQUEST);
  }

  RestoreRequest stored(String name) {
    return requests.get(Samples.NAMESPACE, name).orElseThrow();
  }

  RestoreRequestStatus status() {
    return stored().getStatus();
  }

  RestoreNames names() {
    return RestoreNames.of(stored());
  }

  Condition condition(String type) {
    return Conditions.find(status().conditions(), type)
        .orElseThrow(() -> new AssertionError("no condition " + type + " in " + status()));
  }

  boolean is(String type) {
    return Conditions.isTrue(status().conditions(), type);
  }
}
