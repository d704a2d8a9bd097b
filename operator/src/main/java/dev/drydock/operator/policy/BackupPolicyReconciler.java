// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.policy;

import static java.util.Objects.requireNonNull;

import dev.drydock.api.v1alpha1.BackupPolicy;
import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.api.v1alpha1.LocalObjectReference;
import dev.drydock.api.v1alpha1.RestoreRequest;
import dev.drydock.operator.naming.Labels;
import dev.drydock.operator.run.RunMachine;
import dev.drydock.operator.status.ConflictException;
import dev.drydock.operator.status.ResourceStore;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Connects policies, and the runs and restores that concern them, to their machine. */
@ControllerConfiguration(name = "backuppolicy", finalizerName = "drydock.dev/backuppolicy")
public final class BackupPolicyReconciler
    implements Reconciler<BackupPolicy>, Cleaner<BackupPolicy> {
  private static final Duration AFTER_CONFLICT = Duration.ofMillis(200);

  private final PolicyMachine machine;
  private final PolicyDeletion deletion;
  private final ResourceStore<BackupPolicy> policies;
  private final ResourceStore<BackupRun> runs;

  /** A reconciler of these policies. */
  public BackupPolicyReconciler(
      PolicyMachine machine,
      PolicyDeletion deletion,
      ResourceStore<BackupPolicy> policies,
      ResourceStore<BackupRun> runs) {
    this.machine = requireNonNull(machine, "machine is null");
    this.deletion = requireNonNull(deletion, "deletion is null");
    this.policies = requireNonNull(policies, "policies is null");
    this.runs = requireNonNull(runs, "runs is null");
  }

  @Override
  public List<EventSource<?, BackupPolicy>> prepareEventSources(
      EventSourceContext<BackupPolicy> context) {
    return List.of(
        new InformerEventSource<>(
            InformerEventSourceConfiguration.from(BackupRun.class, BackupPolicy.class)
                .withSecondaryToPrimaryMapper(r -> policy(r, r.getSpec().policyRef()))
                .withOnUpdateFilter((now, before) -> isNews(now, before))
                .withNamespacesInheritedFromController()
                .build(),
            context),
        new InformerEventSource<>(
            InformerEventSourceConfiguration.from(RestoreRequest.class, BackupPolicy.class)
                .withSecondaryToPrimaryMapper(this::policyOf)
                .withOnUpdateFilter((now, before) -> Drills.isEnded(now) != Drills.isEnded(before))
                .withNamespacesInheritedFromController()
                .build(),
            context));
  }

  @Override
  public UpdateControl<BackupPolicy> reconcile(BackupPolicy policy, Context<BackupPolicy> context) {
    Optional<Duration> again;
    try {
      again = machine.advance(policy.getMetadata().getNamespace(), policy.getMetadata().getName());
    } catch (ConflictException e) {
      again = Optional.of(AFTER_CONFLICT);
    }
    UpdateControl<BackupPolicy> control = UpdateControl.noUpdate();
    again.ifPresent(delay -> control.rescheduleAfter(delay.toMillis()));
    return control;
  }

  @Override
  public DeleteControl cleanup(BackupPolicy policy, Context<BackupPolicy> context) {
    BackupPolicy now =
        policies
            .get(policy.getMetadata().getNamespace(), policy.getMetadata().getName())
            .orElse(policy);
    Optional<Duration> again;
    try {
      again = deletion.advance(now);
    } catch (ConflictException e) {
      again = Optional.of(AFTER_CONFLICT);
    }
    return again
        .map(delay -> DeleteControl.noFinalizerRemoval().rescheduleAfter(delay.toMillis()))
        .orElseGet(DeleteControl::defaultDelete);
  }

  /** Progress of a run is no news to its policy, but workloads that are not back are. */
  static boolean isNews(BackupRun now, BackupRun before) {
    return RunMachine.isEnded(now) != RunMachine.isEnded(before)
        || PolicyFacts.Trouble.isNotResumed(now) != PolicyFacts.Trouble.isNotResumed(before);
  }

  private Set<ResourceID> policyOf(RestoreRequest restore) {
    Map<String, String> labels = restore.getMetadata().getLabels();
    LocalObjectReference named = restore.getSpec().source().policyRef();
    LocalObjectReference run = restore.getSpec().source().runRef();
    if (run != null) {
      return runs.get(restore.getMetadata().getNamespace(), run.name())
          .map(r -> policy(restore, r.getSpec().policyRef()))
          .orElse(Set.of());
    }
    return named == null && labels != null && labels.containsKey(Labels.POLICY)
        ? policy(restore, new LocalObjectReference(labels.get(Labels.POLICY)))
        : policy(restore, named);
  }

  private static Set<ResourceID> policy(HasMetadata object, @Nullable LocalObjectReference policy) {
    return policy == null
        ? Set.of()
        : Set.of(new ResourceID(policy.name(), object.getMetadata().getNamespace()));
  }
}
