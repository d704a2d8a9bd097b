// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.cli;

import dev.drydock.api.v1alpha1.ApplicationTarget;
import dev.drydock.api.v1alpha1.ComposeTarget;
import dev.drydock.api.v1alpha1.ExistingData;
import dev.drydock.api.v1alpha1.InPlaceTarget;
import dev.drydock.api.v1alpha1.LocalObjectReference;
import dev.drydock.api.v1alpha1.OnFailure;
import dev.drydock.api.v1alpha1.RestoreInclude;
import dev.drydock.api.v1alpha1.RestoreRequest;
import dev.drydock.api.v1alpha1.RestoreRequestSpec;
import dev.drydock.api.v1alpha1.RestoreSource;
import dev.drydock.api.v1alpha1.RestoreTarget;
import dev.drydock.api.v1alpha1.SandboxTarget;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.naming.Annotations;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code drydock restore}. */
@Command(
    name = "restore",
    description = {
      "Bring an application, or parts of it, back, and wait for the end.",
      "In place unless --project or --sandbox says otherwise."
    })
final class RestoreCommand implements Callable<Integer> {
  @Mixin private ClientOptions client = new ClientOptions();

  @Parameters(paramLabel = "POLICY", description = "BackupPolicy whose backups to restore.")
  private String policy = "";

  @Option(names = "--run", paramLabel = "NAME", description = "This very BackupRun.")
  private @Nullable String run;

  @Option(
      names = "--as-of",
      paramLabel = "TIME",
      description = "State at this instant, such as 2026-11-22T07:59:00Z. Default: the newest.")
  private @Nullable String asOf;

  @Option(names = "--volume", paramLabel = "NAME", description = "Only this volume; repeatable.")
  private List<String> volumes = new ArrayList<>();

  @Option(
      names = "--database",
      paramLabel = "NAME",
      description = "Only this database; repeatable.")
  private List<String> databases = new ArrayList<>();

  @Option(names = "--configuration", description = "Only the configuration.")
  private boolean configuration;

  @Option(
      names = "--path",
      paramLabel = "PATH",
      description = "Only this path within the volumes chosen; repeatable.")
  private List<String> paths = new ArrayList<>();

  @Option(names = "--project", paramLabel = "NAME", description = "Restore as another project.")
  private @Nullable String project;

  @Option(
      names = "--into",
      paramLabel = "DIR",
      description = "With --project: directory for its files.")
  private @Nullable Path into;

  @Option(
      names = "--no-start",
      description =
          "With --project: do not start it, to change its ports or names before it runs beside the original.")
  private boolean noStart;

  @Option(names = "--sandbox", description = "Restore into a sandbox that is torn down again.")
  private boolean sandbox;

  @Option(
      names = "--existing-data",
      paramLabel = "RULE",
      description = "Where data already is: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.",
      defaultValue = "Fail")
  private ExistingData existingData = ExistingData.Fail;

  @Option(
      names = "--on-failure",
      paramLabel = "RULE",
      description =
          "What becomes of what was fetched: ${COMPLETION-CANDIDATES}. Hold stands still where nothing was before. Default: ${DEFAULT-VALUE}.",
      defaultValue = "RollBack")
  private OnFailure onFailure = OnFailure.RollBack;

  @Option(names = "--dry-run", description = "Resolve, plan and estimate; change nothing.")
  private boolean dryRun;

  @Option(names = "--no-wait", description = "Start it and return.")
  private boolean noWait;

  @Override
  public Integer call() throws InterruptedException {
    RestoreRequest request = new RestoreRequest();
    request.setMetadata(
        new ObjectMetaBuilder()
            .withGenerateName(policy + "-restore-")
            .withNamespace(client.namespace())
            .addToLabels("drydock.dev/policy", policy)
            .build());
    request.setSpec(spec());
    try (KubernetesClient api = client.connect()) {
      RestoreRequest created = api.resource(request).create();
      System.err.println("Started RestoreRequest " + created.getMetadata().getName());
      if (noWait) {
        return 0;
      }
      RestoreRequest ended =
          new Follower(api, Clock.systemUTC(), ProgressLine.onStandardError())
              .follow(created, RestoreRequest.class, Follower.View::of);
      int exit = RestoreReport.print(ended, System.out);
      if (Follower.View.of(ended).held() != null) {
        System.err.printf(
            "Mend the cause, then go on with:%n  kubectl -n %1$s annotate --overwrite rreq/%2$s %3$s=\"$(date)\"%nor have everything put back with:%n  kubectl -n %1$s delete rreq/%2$s%n",
            client.namespace(), ended.getMetadata().getName(), Annotations.RESUME);
      }
      return exit;
    }
  }

  private RestoreRequestSpec spec() {
    RestoreSource source =
        run == null
            ? new RestoreSource(new LocalObjectReference(policy), null, null, null)
            : new RestoreSource(null, new LocalObjectReference(run), null, null);
    boolean everything =
        volumes.isEmpty() && databases.isEmpty() && paths.isEmpty() && !configuration;
    RestoreInclude include =
        everything ? null : new RestoreInclude(volumes, databases, configuration, paths);
    return new RestoreRequestSpec(
        source, asOf, include, target(), existingData, dryRun, List.of(), onFailure);
  }

  private RestoreTarget target() {
    if (sandbox && project != null) {
      throw new DrydockException(
          FailureReason.InvalidRequest, "Give either --sandbox or --project, not both.");
    }
    if (sandbox) {
      return new RestoreTarget(null, null, new SandboxTarget("0s"));
    }
    if (noStart && project == null) {
      throw new DrydockException(
          FailureReason.InvalidRequest,
          "--no-start needs --project: a restore in place starts what it restores.");
    }
    if (project == null) {
      return new RestoreTarget(new InPlaceTarget(), null, null);
    }
    if (into == null) {
      throw new DrydockException(
          FailureReason.InvalidRequest, "--project also needs --into: a directory for its files.");
    }
    String directory = into.toAbsolutePath().normalize().toString();
    return new RestoreTarget(
        null,
        new ApplicationTarget(
            new ComposeTarget(project, directory, noStart ? Boolean.FALSE : null), null),
        null);
  }
}
