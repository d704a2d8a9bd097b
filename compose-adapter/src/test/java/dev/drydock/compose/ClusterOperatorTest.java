// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.drydock.compose.ClusterOperator.Terms;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Standing for election with an API in memory; what reconciles takes its time to start. */
@EnableKubernetesMockClient(crud = true, https = false)
@Timeout(60)
class ClusterOperatorTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Terms SHORT =
      new Terms(Duration.ofSeconds(3), Duration.ofMillis(2000), Duration.ofMillis(200));

  /** Kept, because loggers are forgotten with their levels. */
  private static final Logger SERVER = Logger.getLogger("io.fabric8.mockwebserver");

  @SuppressWarnings("NullAway.Init")
  KubernetesClient client; // set by the extension

  private final SlowToStart slow = new SlowToStart();
  private final AtomicInteger ends = new AtomicInteger();

  @SuppressWarnings("NullAway.Init")
  private ClusterOperator operator;

  @BeforeAll
  static void quiet() {
    SERVER.setLevel(Level.WARNING);
  }

  private static final class SlowToStart implements ClusterOperator.Reconciling {
    private final CountDownLatch starts = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean alive;

    @Override
    public void start() {
      starts.countDown();
      try {
        go.await();
        alive = true;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public boolean isAlive() {
      return alive;
    }

    @Override
    public String metrics() {
      return "";
    }

    @Override
    public void close() {
      alive = false;
      closed.countDown();
    }
  }

  private void stand() throws InterruptedException {
    operator =
        ClusterOperator.start(
            client,
            new ClusterOptions("drydock", "one", "drydock:test", Set.of(), null),
            SHORT,
            () -> slow,
            ends::incrementAndGet);
    slow.starts.await();
  }

  @AfterEach
  void close() {
    slow.go.countDown();
    operator.close();
  }

  private Lease lease() {
    return client.leases().inNamespace("drydock").withName(ClusterOperator.LEASE).get();
  }

  @Test
  void theLeaseIsRenewedWhileTheOperatorStarts() throws Exception {
    stand();
    ZonedDateTime acquired = lease().getSpec().getAcquireTime();

    await()
        .atMost(SOON)
        .until(() -> lease().getSpec().getRenewTime().isAfter(acquired.plus(SHORT.duration())));

    assertThat(lease().getSpec().getHolderIdentity()).isEqualTo("one");
    assertThat(operator.isLeading()).as("it does not reconcile yet").isFalse();
    slow.go.countDown();
    await().atMost(SOON).until(operator::isLeading);
    assertThat(ends).hasValue(0);
  }

  @Test
  void losingTheLeaseWhileItStartsEndsTheProcess() throws Exception {
    stand();

    await().atMost(SOON).ignoreExceptions().until(this::takeLease, "two"::equals);

    await().atMost(SOON).until(() -> ends.get() > 0);
    assertThat(slow.isAlive()).as("it has not waited for the start").isFalse();
  }

  /** Its holder renews it meanwhile, which is a conflict. */
  private String takeLease() {
    Lease lease = lease();
    lease.getSpec().setHolderIdentity("two");
    lease.getSpec().setRenewTime(ZonedDateTime.now().plusMinutes(1));
    return client.resource(lease).update().getSpec().getHolderIdentity();
  }

  @Test
  void whatIsClosedWhileItStartsIsNotLeftRunning() throws Exception {
    stand();
    operator.close();
    slow.go.countDown();

    slow.closed.await();
    assertThat(operator.isLeading()).isFalse();
    assertThat(ends).hasValue(0);
  }
}
