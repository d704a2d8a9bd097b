// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.cli;

import dev.drydock.api.v1alpha1.BackupPolicy;
import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.api.v1alpha1.BackupRunSpec;
import dev.drydock.api.v1alpha1.BackupRunStatus;
import dev.drydock.api.v1alpha1.BackupType;
import dev.drydock.api.v1alpha1.ComponentStatus;
import dev.drydock.api.v1alpha1.Condition;
import dev.drydock.api.v1alpha1.LocalObjectReference;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code drydock backup}. */
@Command(
    name = "backup",
    description = "Back up now, by a policy, and wait for the end.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0: complete", "1: failed", "3: complete, but some files could not be read"})
final class BackupCommand implements Callable<Integer> {
  @Mixin private ClientOptions client = new ClientOptions();

  @Parameters(paramLabel = "POLICY", description = "Name of the BackupPolicy.")
  private String policy = "";

  @Option(names = "--full", description = "Read every byte again.")
  private boolean full;

  @Option(names = "--no-wait", description = "Start it and return.")
  private boolean noWait;

  @Override
  public Integer call() throws InterruptedException {
    try (KubernetesClient api = client.connect()) {
      BackupRun run = api.resource(newRun(api)).create();
      System.err.println("Started BackupRun " + run.getMetadata().getName());
      if (noWait) {
        return 0;
      }
      BackupRun ended =
          new Follower(api, Clock.systemUTC(), ProgressLine.onStandardError())
              .follow(run, BackupRun.class, Follower.View::of);
      return report(ended);
    }
  }

  private BackupRun newRun(KubernetesClient api) {
    BackupPolicy owner =
        api.resources(BackupPolicy.class).inNamespace(client.namespace()).withName(policy).get();
    if (owner == null) {
      throw new DrydockException(
          FailureReason.InvalidRequest,
          "There is no BackupPolicy %s in namespace %s. See: drydock status"
              .formatted(policy, client.namespace()));
    }
    BackupRun run = new BackupRun();
    run.setMetadata(
        new ObjectMetaBuilder()
            .withGenerateName(policy + "-manual-")
            .withNamespace(client.namespace())
            .addToLabels("drydock.dev/policy", policy)
            .withOwnerReferences(
                new OwnerReferenceBuilder()
                    .withApiVersion(owner.getApiVersion())
                    .withKind(owner.getKind())
                    .withName(policy)
                    .withUid(owner.getMetadata().getUid())
                    .withController(true)
                    .build())
            .build());
    run.setSpec(
        new BackupRunSpec(
            new LocalObjectReference(policy), full ? BackupType.Full : BackupType.Incremental));
    return run;
  }

  private static int report(BackupRun run) {
    BackupRunStatus status = run.getStatus();
    Condition end = Follower.View.of(run).end();
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("COMPONENT", "SNAPSHOT", "SIZE", "FILES", "ADDED"));
    for (ComponentStatus component : status.components()) {
      rows.add(
          List.of(
              component.name(),
              component.snapshot() == null ? "-" : component.snapshot().substring(0, 8),
              component.bytes() == null ? "-" : Output.size(component.bytes()),
              component.files() == null ? "-" : component.files().toString(),
              component.addedBytes() == null ? "-" : Output.size(component.addedBytes())));
    }
    if (rows.size() > 1) {
      System.out.print(Output.table(rows));
    }
    boolean complete = end != null && end.type().equals("Complete");
    boolean degraded =
        status.conditions().stream()
            .anyMatch(c -> c.type().equals("Degraded") && c.status().equals("True"));
    if (end != null) {
      System.out.println(end.type() + ": " + end.message());
    }
    if (!complete) {
      return 1;
    }
    return degraded ? 3 : 0;
  }
}
