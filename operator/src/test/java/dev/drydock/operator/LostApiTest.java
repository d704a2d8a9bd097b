// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.api.v1alpha1.BackupRun;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class LostApiTest {
  private final AtomicInteger told = new AtomicInteger();
  private final LostApi api = new LostApi(told::incrementAndGet);

  @Test
  void tellsOnceThatInformersStoppedForGood() {
    stop(new IllegalStateException("401"));
    stop(new IllegalStateException("401"));
    assertThat(told).hasValue(1);
    assertThat(api.isLost()).isTrue();
  }

  @Test
  void takesItCalmlyWhenTheOperatorStopsThem() {
    stop(null);
    assertThat(told).hasValue(0);
    assertThat(api.isLost()).isFalse();
  }

  private void stop(Throwable cause) {
    try (KubernetesClient client = new KubernetesClientBuilder().build();
        SharedIndexInformer<BackupRun> informer =
            client.resources(BackupRun.class).runnableInformer(0)) {
      api.onStop(informer, cause);
    }
  }
}
