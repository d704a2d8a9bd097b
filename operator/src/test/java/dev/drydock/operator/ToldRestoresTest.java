// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.api.v1alpha1.BackupRunSpec;
import dev.drydock.api.v1alpha1.BackupType;
import dev.drydock.api.v1alpha1.LocalObjectReference;
import dev.drydock.api.v1alpha1.RestoreRequest;
import dev.drydock.api.v1alpha1.RestoreRequestSpec;
import dev.drydock.api.v1alpha1.RestoreRequestStatus;
import dev.drydock.operator.metrics.DrydockMetrics;
import dev.drydock.operator.testing.Effects;
import dev.drydock.operator.testing.InMemoryResourceStore;
import dev.drydock.operator.testing.MutableClock;
import dev.drydock.operator.testing.Samples;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ToldRestoresTest {
  private static final String FAILED =
      "conditions: [{type: Failed, status: \"True\", reason: LoadFailed, message: no}]\n";

  private final MutableClock clock = MutableClock.at("2026-11-22T06:00:00Z");
  private final Effects effects = new Effects();
  private final InMemoryResourceStore<RestoreRequest> stored =
      new InMemoryResourceStore<>(RestoreRequest.class, clock, effects);
  private final InMemoryResourceStore<BackupRun> runs =
      new InMemoryResourceStore<>(BackupRun.class, clock, effects);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @BeforeEach
  void arrange() {
    BackupRun run = new BackupRun();
    run.setMetadata(named("shop-1"));
    run.setSpec(new BackupRunSpec(new LocalObjectReference("shop"), BackupType.Full));
    runs.create(run);
    RestoreRequest restore = new RestoreRequest();
    restore.setMetadata(named("restore"));
    restore.setSpec(
        Serialization.unmarshal("source: {runRef: {name: shop-1}}", RestoreRequestSpec.class));
    stored.create(restore);
  }

  @Test
  void countsTheEndOfARestoreOnceThoughItIsWrittenAgainByAnotherOperator() {
    write("phase: Running");
    assertThat(failures()).isZero();
    write(FAILED);
    write(FAILED + "sandbox: gone");
    assertThat(failures()).as("of the policy of its run").isEqualTo(1);
  }

  private void write(String status) {
    ToldRestores restores = new ToldRestores(stored, runs, new DrydockMetrics(registry, clock));
    RestoreRequest restore = restores.get(Samples.NAMESPACE, "restore").orElseThrow();
    restore.setStatus(Serialization.unmarshal(status, RestoreRequestStatus.class));
    restores.updateStatus(restore);
  }

  private double failures() {
    return registry
        .counter(
            "drydock_restore_failure_total",
            "namespace",
            Samples.NAMESPACE,
            "policy",
            "shop",
            "reason",
            "LoadFailed")
        .count();
  }

  private static ObjectMeta named(String name) {
    return new ObjectMetaBuilder().withNamespace(Samples.NAMESPACE).withName(name).build();
  }
}
