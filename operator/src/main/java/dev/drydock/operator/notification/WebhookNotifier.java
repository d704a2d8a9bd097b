// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.notification;

import static java.util.Objects.requireNonNull;

import dev.drydock.api.v1alpha1.SecretKeyReference;
import dev.drydock.operator.metrics.DrydockMetrics;
import dev.drydock.operator.metrics.PolicyKey;
import dev.drydock.operator.platform.SecretReader;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Posts notices to webhooks, each in a thread of its own, so that no receiver keeps another
 * waiting. A receiver that does not answer with a status of 2xx is left alone for a while, longer
 * each time. The address is a secret: it is in no log.
 */
public final class WebhookNotifier implements Notifier, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WebhookNotifier.class);
  private static final int REMEMBERED = 10_000;

  private final Webhook webhook;
  private final DrydockMetrics metrics;
  private final Clock clock;
  private final List<Duration> delays;
  private final Map<Key, Attempts> attempts = new Remembered();
  private final ExecutorService executor =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("notify-", 0).factory());

  private record Key(String namespace, SecretKeyReference receiver, String id) {}

  private static final class Attempts {
    private boolean underWay;
    private boolean done;
    private int failed;
    private Instant next = Instant.MIN;
  }

  /** What is forgotten is sent again, so it must be much more than can be pending. */
  @SuppressWarnings("serial")
  private static final class Remembered extends LinkedHashMap<Key, Attempts> {
    Remembered() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Key, Attempts> eldest) {
      return size() > REMEMBERED;
    }
  }

  /** A notifier that waits up to five minutes between attempts. */
  public WebhookNotifier(SecretReader secrets, DrydockMetrics metrics, Clock clock) {
    this(
        new Webhook(secrets, Duration.ofSeconds(10)),
        metrics,
        clock,
        List.of(
            Duration.ofSeconds(2),
            Duration.ofSeconds(15),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5)));
  }

  WebhookNotifier(Webhook webhook, DrydockMetrics metrics, Clock clock, List<Duration> delays) {
    this.webhook = requireNonNull(webhook, "webhook is null");
    this.metrics = requireNonNull(metrics, "metrics is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.delays = List.copyOf(delays);
  }

  @Override
  public Delivery deliver(SecretKeyReference receiver, Notice notice) {
    Instant now = clock.instant();
    Key key = new Key(notice.namespace(), receiver, notice.id());
    synchronized (attempts) {
      Attempts known = attempts.computeIfAbsent(key, k -> new Attempts());
      if (known.done) {
        return new Delivery.Done();
      }
      if (known.underWay) {
        return new Delivery.UnderWay();
      }
      if (now.isBefore(known.next)) {
        return new Delivery.Failing(Duration.between(now, known.next));
      }
      try {
        executor.execute(() -> attempt(receiver, notice, known));
      } catch (RejectedExecutionException e) {
        // Closed: the operator that comes next sends it.
        return new Delivery.Failing(delays.getLast());
      }
      known.underWay = true;
      return new Delivery.UnderWay();
    }
  }

  /** Stops what is under way. */
  @Override
  public void close() {
    executor.shutdownNow();
    webhook.close();
  }

  private void attempt(SecretKeyReference receiver, Notice notice, Attempts known) {
    String problem = webhook.post(receiver, notice);
    if (problem.isEmpty()) {
      synchronized (attempts) {
        known.done = true;
      }
      return;
    }
    metrics.notificationFailed(new PolicyKey(notice.namespace(), notice.policy()));
    int failed;
    synchronized (attempts) {
      known.underWay = false;
      known.next = clock.instant().plus(delays.get(Math.min(known.failed, delays.size() - 1)));
      failed = ++known.failed;
    }
    LOG.atLevel(failed == 1 ? Level.WARN : Level.DEBUG)
        .addKeyValue("policy", notice.policy())
        .addKeyValue("secret", receiver.name())
        .log(
            "The notification '{}' about {} could not be delivered and is sent again: {}",
            notice.event(),
            notice.object(),
            problem);
  }
}
