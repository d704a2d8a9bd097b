// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.policy;

import dev.drydock.api.v1alpha1.BackupPolicy;
import dev.drydock.api.v1alpha1.BackupPolicyStatus;
import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.api.v1alpha1.BackupRunSpec;
import dev.drydock.api.v1alpha1.LocalObjectReference;
import dev.drydock.api.v1alpha1.RestoreRequest;
import dev.drydock.api.v1alpha1.VerificationResult;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.operator.naming.Labels;
import dev.drydock.operator.notification.Notice;
import dev.drydock.operator.run.PolicyRestores;
import dev.drydock.operator.status.GoDuration;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at a policy, decides, acts, and writes down what is known: observe, plan, act, write. What
 * it creates has names that say which slot it is for, so acting twice does nothing; a check, which
 * cannot be started twice under one name, is started only after the write that names it.
 *
 * <p>Safe for use by many threads, as long as each policy is advanced by one at a time.
 */
public final class PolicyMachine {
  private static final Logger LOG = LoggerFactory.getLogger(PolicyMachine.class);
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final Duration SHORTEST = Duration.ofMillis(200);
  private static final Duration AFTER_FAILURE = Duration.ofMinutes(1);
  private static final Duration POLL = Duration.ofSeconds(2);

  private final PolicyDependencies on;
  private final CheckJobs checks;
  private final PolicyTeller teller;
  private final Outbox outbox;
  private final Map<String, String> tidied = new ConcurrentHashMap<>();

  /** A machine that stands on these. */
  public PolicyMachine(PolicyDependencies on) {
    this.on = on;
    checks = new CheckJobs(on);
    teller = new PolicyTeller(on);
    outbox = new Outbox(on);
  }

  /**
   * Takes a policy as far as it goes now.
   *
   * @return when to come again; empty when the policy is not there
   * @throws dev.drydock.operator.status.ConflictException when it changed meanwhile
   */
  public Optional<Duration> advance(String namespace, String name) {
    return on.policies()
        .get(namespace, name)
        .filter(p -> p.getMetadata().getDeletionTimestamp() == null)
        .map(p -> advance(observe(p, on.clock().instant())));
  }

  private Duration advance(PolicyObservation seen) {
    BackupPolicy policy = seen.policy();
    PolicySchedules schedules =
        PolicySchedules.of(seen.spec(), String.valueOf(policy.getMetadata().getUid()));
    Outbox.Round sent = outbox.send(seen, seen.status().pendingNotifications());
    PolicyPlan plan = PolicyPlanner.plan(seen, schedules);
    plan.actions().forEach(action -> act(policy, action));
    PolicyFacts facts = PolicyFacts.of(seen);
    BackupPolicyStatus after = PolicyStatusPlanner.status(seen, schedules, plan, facts);
    List<Notice> news = PolicyChanges.between(seen, after, facts, plan.missed());
    BackupPolicyStatus status = after.withPendingNotifications(outbox.add(seen, sent.left(), news));
    if (write(policy, seen.status(), status)) {
      teller.tell(seen, status, news, plan.missed());
      sent = outbox.send(seen, status.pendingNotifications());
    }
    teller.show(seen, schedules, status, facts);
    Duration pause = status.activeCheck() == null ? pause(seen, plan, facts) : POLL;
    if (!tidy(seen) && pause.compareTo(AFTER_FAILURE) > 0) {
      pause = AFTER_FAILURE;
    }
    return sent.again() == null || sent.again().compareTo(pause) > 0 ? pause : sent.again();
  }

  private PolicyObservation observe(BackupPolicy policy, Instant now) {
    String namespace = policy.getMetadata().getNamespace();
    LocalObjectReference self = new LocalObjectReference(policy.getMetadata().getName());
    List<BackupRun> runs =
        on.runs().list(namespace).stream()
            .filter(r -> self.equals(r.getSpec().policyRef()))
            .filter(r -> !Owned.byAnother(policy, r))
            .toList();
    List<RestoreRequest> restores =
        PolicyRestores.of(self.name(), on.restores().list(namespace), runs).stream()
            .filter(r -> !Owned.byAnother(policy, r))
            .toList();
    BackupPolicyStatus status =
        policy.getStatus() == null ? PolicyObservation.NOTHING : policy.getStatus();
    return new PolicyObservation(policy, status, runs, restores, checked(policy, now), now);
  }

  private @Nullable VerificationResult checked(BackupPolicy policy, Instant now) {
    LocalObjectReference active =
        policy.getStatus() == null ? null : policy.getStatus().activeCheck();
    return active == null ? null : checks.look(policy, active.name(), now).orElse(null);
  }

  private void act(BackupPolicy policy, PolicyAction action) {
    switch (action) {
      case PolicyAction.CreateRun create -> {
        BackupRun run = new BackupRun();
        run.setMetadata(
            Owned.by(policy, create.name(), Labels.ofPolicy(policy.getMetadata().getName())));
        run.setSpec(
            new BackupRunSpec(
                new LocalObjectReference(policy.getMetadata().getName()), create.type()));
        if (on.runs().create(run)) {
          on.events().normal(policy, "RunCreated", "Created BackupRun " + create.name() + ".");
        }
      }
      case PolicyAction.CreateDrill create -> {
        if (on.restores().create(Drills.make(policy, create.name()))) {
          on.events()
              .normal(policy, "DrillCreated", "Created RestoreRequest " + create.name() + ".");
        }
      }
      case PolicyAction.StartCheck start -> {
        // The status names it first; the next look starts it.
      }
    }
  }

  private boolean write(BackupPolicy policy, BackupPolicyStatus before, BackupPolicyStatus after) {
    if (after.equals(before)) {
      return false;
    }
    policy.setStatus(after);
    on.policies().updateStatus(policy);
    return true;
  }

  /** Removes what has served, and tells whether all of it is gone. */
  private boolean tidy(PolicyObservation seen) {
    History.runs(seen.runs(), seen.restores())
        .forEach(run -> on.runs().delete(seen.namespace(), run));
    History.drills(seen.drills()).forEach(drill -> on.restores().delete(seen.namespace(), drill));
    return removeMover(seen);
  }

  /**
   * Removes the mover of the newest check that has ended, until that has succeeded once: it may be
   * left behind by an operator that was killed, or by a platform that did not answer.
   */
  private boolean removeMover(PolicyObservation seen) {
    VerificationResult check = seen.checked();
    if (check == null && seen.status().activeCheck() == null) {
      check = seen.status().lastCheck();
    }
    String uid = String.valueOf(seen.policy().getMetadata().getUid());
    if (check == null || check.name() == null || check.name().equals(tidied.get(uid))) {
      return true;
    }
    try {
      on.platform().removeJob(seen.namespace(), check.name());
    } catch (DrydockException e) {
      LOG.atWarn()
          .addKeyValue("job", check.name())
          .addKeyValue("error", e.getMessage())
          .log("the mover of a check was not removed; this is tried again");
      return false;
    }
    tidied.put(uid, check.name());
    return true;
  }

  private static Duration pause(PolicyObservation seen, PolicyPlan plan, PolicyFacts facts) {
    Duration pause = LONGEST;
    pause = until(plan.next(), seen.now(), pause);
    String objective =
        seen.spec().objectives() == null ? null : seen.spec().objectives().recoveryPoint();
    Instant point = facts.recoveryPoint() == null ? seen.created() : facts.recoveryPoint();
    if (objective != null) {
      pause = until(point.plus(GoDuration.parse(objective)).plusSeconds(1), seen.now(), pause);
    }
    return pause;
  }

  private static Duration until(@Nullable Instant instant, Instant now, Duration longest) {
    if (instant == null || instant.isAfter(now.plus(longest))) {
      return longest;
    }
    Duration pause = Duration.between(now, instant);
    if (pause.isNegative()) {
      return longest;
    }
    return pause.compareTo(SHORTEST) < 0 ? SHORTEST : pause;
  }
}
