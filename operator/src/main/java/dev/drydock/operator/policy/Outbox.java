// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.policy;

import dev.drydock.api.v1alpha1.NotificationSpec;
import dev.drydock.api.v1alpha1.PendingNotification;
import dev.drydock.api.v1alpha1.SecretKeyReference;
import dev.drydock.operator.notification.Delivery;
import dev.drydock.operator.notification.Notice;
import dev.drydock.operator.status.Conditions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices on their way. They are written into the status together with what they tell, are sent
 * only from there, and leave it when their receivers have them; so none is lost when the operator
 * is killed, and one may come twice. To each receiver notices go in their order, but one that it
 * refuses does not keep the others.
 */
final class Outbox {
  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
  private static final int MOST = 50;
  private static final Duration OLDEST = Duration.ofDays(7);
  private static final int LONGEST_MESSAGE = 1024;
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration AT_ONCE = Duration.ofMillis(200);

  private final PolicyDependencies on;

  Outbox(PolicyDependencies on) {
    this.on = on;
  }

  /**
   * What came of sending.
   *
   * @param left what not all receivers have yet
   * @param again when to send again; null when nothing is left
   */
  record Round(List<PendingNotification> left, @Nullable Duration again) {}

  /** Sends what is pending, and tells what is left of it. */
  Round send(PolicyObservation seen, List<PendingNotification> pending) {
    List<SecretKeyReference> receivers =
        seen.spec().notifications().stream().map(n -> n.webhook().urlSecretRef()).toList();
    Set<SecretKeyReference> busy = new HashSet<>();
    List<PendingNotification> left = new ArrayList<>();
    Duration again = null;
    boolean done = false;
    for (PendingNotification notification : pending) {
      List<SecretKeyReference> waiting = new ArrayList<>();
      for (SecretKeyReference receiver : notification.receivers()) {
        if (!receivers.contains(receiver)) {
          continue;
        }
        Delivery delivery =
            busy.contains(receiver)
                ? new Delivery.UnderWay()
                : on.notifier().deliver(receiver, notice(seen, notification));
        switch (delivery) {
          case Delivery.Done d -> done = true;
          case Delivery.UnderWay underWay -> {
            busy.add(receiver);
            waiting.add(receiver);
            again = sooner(again, SOON);
          }
          case Delivery.Failing failing -> {
            waiting.add(receiver);
            again = sooner(again, failing.again());
          }
        }
      }
      if (!waiting.isEmpty()) {
        left.add(notification.withReceivers(waiting));
      }
    }
    return new Round(List.copyOf(left), done ? AT_ONCE : again);
  }

  /** What is left, and the news for those who want it; what is too old or too much is dropped. */
  List<PendingNotification> add(
      PolicyObservation seen, List<PendingNotification> left, List<Notice> news) {
    List<PendingNotification> all = new ArrayList<>(left);
    for (Notice notice : news) {
      List<SecretKeyReference> receivers = receivers(seen.spec().notifications(), notice);
      if (!receivers.isEmpty()) {
        all.add(pending(notice, receivers));
      }
    }
    Instant oldest = seen.now().minus(OLDEST);
    List<PendingNotification> kept =
        all.subList(Math.max(0, all.size() - MOST), all.size()).stream()
            .filter(p -> Instant.parse(p.time()).isAfter(oldest))
            .toList();
    all.stream().filter(p -> !kept.contains(p)).forEach(p -> dropped(seen, p));
    return kept;
  }

  /** Drops what is left, since there is no place any more to keep it. */
  void giveUp(PolicyObservation seen, List<PendingNotification> left) {
    left.forEach(notification -> dropped(seen, notification));
  }

  private void dropped(PolicyObservation seen, PendingNotification notification) {
    on.metrics().notificationDropped(PolicyTeller.key(seen));
    LOG.atWarn()
        .addKeyValue("policy", seen.name())
        .log(
            "The notification '{}' about {} of {} was given up; is the address of its receiver"
                + " right?",
            notification.event(),
            notification.object(),
            notification.time());
  }

  private static List<SecretKeyReference> receivers(
      List<NotificationSpec> receivers, Notice notice) {
    return receivers.stream()
        .filter(r -> r.events().isEmpty() || r.events().contains(notice.event()))
        .map(r -> r.webhook().urlSecretRef())
        .distinct()
        .toList();
  }

  private static PendingNotification pending(Notice notice, List<SecretKeyReference> receivers) {
    String message = notice.message();
    return new PendingNotification(
        notice.id(),
        notice.event(),
        notice.object(),
        notice.reason(),
        message.length() <= LONGEST_MESSAGE
            ? message
            : message.substring(0, LONGEST_MESSAGE - 1) + "…",
        Conditions.time(notice.time()),
        receivers);
  }

  private static Notice notice(PolicyObservation seen, PendingNotification pending) {
    return new Notice(
        pending.id(),
        pending.event(),
        seen.namespace(),
        seen.name(),
        pending.object(),
        pending.reason(),
        pending.message() == null ? "" : pending.message(),
        Instant.parse(pending.time()));
  }

  private static Duration sooner(@Nullable Duration known, Duration other) {
    return known == null || other.compareTo(known) < 0 ? other : known;
  }
}
