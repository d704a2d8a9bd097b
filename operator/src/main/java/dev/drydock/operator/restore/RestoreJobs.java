// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.restore;

import static java.util.Objects.requireNonNull;

import dev.drydock.api.v1alpha1.BackupPolicySpec;
import dev.drydock.api.v1alpha1.DatabaseSpec;
import dev.drydock.api.v1alpha1.RepositorySpec;
import dev.drydock.api.v1alpha1.ResolvedSource;
import dev.drydock.mover.job.JobSpec;
import dev.drydock.mover.job.JobSpec.ObjectStage;
import dev.drydock.mover.job.JobSpec.RestoreItem;
import dev.drydock.mover.job.JobSpec.RestoreStream;
import dev.drydock.mover.job.JobSpec.RestoreTree;
import dev.drydock.mover.job.JobSpec.SwapAction;
import dev.drydock.mover.job.JobSpec.SwapItem;
import dev.drydock.mover.job.RepositoryLocation;
import dev.drydock.mover.job.SnapshotLayout;
import dev.drydock.operator.platform.ApplicationManifest.Database;
import dev.drydock.operator.platform.JobRequest;
import dev.drydock.operator.platform.JobRequest.DatabaseProgram;
import dev.drydock.operator.platform.JobRequest.Mount;
import dev.drydock.operator.platform.JobRequest.ProgramKind;
import dev.drydock.operator.platform.PreparedTarget;
import dev.drydock.operator.restore.PlanItem.ConfigurationItem;
import dev.drydock.operator.restore.PlanItem.DatabaseItem;
import dev.drydock.operator.restore.PlanItem.VolumeItem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes the jobs of one request. Pure.
 *
 * @param names names of the request
 * @param settings how long jobs may take
 */
record RestoreJobs(RestoreNames names, RestoreSettings settings) {

  /** Lists what matches, and reads the manifest of the newest complete run of it. */
  JobRequest list(long attempt, RepositorySpec repository, RunSelection which) {
    return list(
        RestoreJob.List, attempt, repository, which.application(), which.asOf(), which.run(), null);
  }

  /** Reads the manifest of the run that was chosen. */
  JobRequest manifest(long attempt, RepositorySpec repository, ResolvedSource source) {
    return list(
        RestoreJob.Manifest,
        attempt,
        repository,
        source.application(),
        null,
        source.run(),
        source.snapshots().get(SnapshotLayout.CONFIGURATION));
  }

  private JobRequest list(
      RestoreJob job,
      long attempt,
      RepositorySpec repository,
      @Nullable String application,
      @Nullable Instant asOf,
      @Nullable String run,
      @Nullable String snapshot) {
    return new JobRequest(
        names.namespace(),
        names.job(job, attempt),
        names.labels(),
        repository,
        at ->
            new JobSpec.ListRuns(
                location(at), application, SnapshotLayout.MANIFEST, asOf, run, snapshot),
        List.of(),
        List.of(),
        settings.shortJob());
  }

  /** Fetches these items of the plan to the side. */
  JobRequest fetch(
      RestoreJob job,
      long attempt,
      List<PlanItem> which,
      RepositorySpec repository,
      RestorePlan plan,
      PreparedTarget prepared,
      @Nullable BackupPolicySpec policy) {
    var items = new ArrayList<RestoreItem>();
    var mounts = new LinkedHashMap<String, Mount>();
    var programs = new ArrayList<DatabaseProgram>();
    var places = new SwapPlaces(plan, prepared);
    for (var item : which) {
      switch (item) {
        case VolumeItem v -> {
          var mount = places.mount(v.name());
          mounts.put(mount.path(), mount);
          var from = SnapshotLayout.volumePath(v.name());
          items.add(
              new RestoreTree(
                  v.component(), v.snapshot(), from, v.paths(), restored(mount.path())));
        }
        case DatabaseItem d -> {
          var program = load(d, plan, places.mount(d.volume()), policy);
          programs.add(program);
          items.add(
              new RestoreStream(
                  d.component(),
                  d.snapshot(),
                  SnapshotLayout.databasePath(d.database().name()),
                  program.pipe(),
                  program.statusFile()));
        }
        case ConfigurationItem c -> {
          for (var directory : places.configuration()) {
            mounts.put(directory.mount().path(), directory.mount());
            items.add(
                new RestoreTree(
                    c.component(),
                    c.snapshot(),
                    directory.snapshotPath(),
                    directory.entries().stream().map(entry -> "/" + entry).toList(),
                    restored(directory.path())));
          }
        }
      }
    }
    return request(
        job,
        attempt,
        repository,
        at -> new JobSpec.Restore(location(at), items),
        mounts,
        programs,
        settings.longJob());
  }

  /** Makes the objects of a cluster that are missing, which is what configuration is there. */
  JobRequest objects(
      RestoreJob job,
      long attempt,
      ObjectStage stage,
      RepositorySpec repository,
      RestorePlan plan) {
    var cluster = requireNonNull(plan.target().source().cluster(), "it is of no cluster");
    var snapshot =
        plan.items().stream()
            .filter(ConfigurationItem.class::isInstance)
            .map(PlanItem::snapshot)
            .findFirst()
            .orElseThrow();
    return request(
        job,
        attempt,
        repository,
        at ->
            new JobSpec.CreateObjects(
                location(at),
                snapshot,
                SnapshotLayout.CONFIGURATION_PATH + "/kubernetes/" + cluster.namespace(),
                plan.target().project(),
                stage,
                plan.sandbox()),
        Map.of(),
        List.of(),
        settings.shortJob());
  }

  /** Applies, takes back or completes the swap of everything; a way back goes backwards. */
  JobRequest swap(
      RestoreJob job, long attempt, SwapAction action, RestorePlan plan, PreparedTarget prepared) {
    return swap(job, attempt, action, plan.items(), plan, prepared);
  }

  /** The same for these items of the plan only. */
  JobRequest swap(
      RestoreJob job,
      long attempt,
      SwapAction action,
      List<PlanItem> which,
      RestorePlan plan,
      PreparedTarget prepared) {
    var places = new SwapPlaces(plan, prepared);
    var items = new ArrayList<SwapItem>();
    var mounts = new LinkedHashMap<String, Mount>();
    for (var item : which) {
      for (var place : places.of(item)) {
        mounts.put(place.mount().path(), place.mount());
        items.add(
            new SwapItem(
                item.component(),
                place.path(),
                names.restored(),
                names.previous(),
                place.mirror(),
                place.entries(),
                place.keep()));
      }
    }
    var ordered = action == SwapAction.RollBack ? items.reversed() : items;
    return request(
        job,
        attempt,
        null,
        at -> new JobSpec.Swap(action, ordered),
        mounts,
        List.of(),
        settings.shortJob());
  }

  private JobRequest request(
      RestoreJob job,
      long attempt,
      @Nullable RepositorySpec repository,
      Function<@Nullable RepositoryLocation, JobSpec> spec,
      Map<String, Mount> mounts,
      List<DatabaseProgram> programs,
      java.time.Duration deadline) {
    return new JobRequest(
        names.namespace(),
        names.job(job, attempt),
        names.labels(),
        repository,
        spec,
        List.copyOf(mounts.values()),
        programs,
        deadline,
        null,
        names.sandboxOf(job));
  }

  private DatabaseProgram load(
      DatabaseItem item, RestorePlan plan, Mount volume, @Nullable BackupPolicySpec policy) {
    var database = item.database();
    var more = specOf(database, policy);
    var pipes = JobRequest.PIPES + "/" + database.name();
    return new DatabaseProgram(
        ProgramKind.Load,
        plan.target().source(),
        database,
        more.map(DatabaseSpec::credentialsSecretRef).map(ref -> ref.name()).orElse(null),
        more.map(DatabaseSpec::dumpCommand).orElse(List.of()),
        more.map(DatabaseSpec::restoreCommand)
            .filter(command -> !command.isEmpty())
            .orElse(database.restoreCommand()),
        pipes + ".pipe",
        pipes + ".status",
        volume,
        names.restored());
  }

  private static Optional<DatabaseSpec> specOf(
      Database database, @Nullable BackupPolicySpec policy) {
    return policy == null
        ? Optional.empty()
        : policy.databases().stream().filter(d -> d.name().equals(database.name())).findFirst();
  }

  private String restored(String place) {
    return place + "/" + names.restored();
  }

  private static RepositoryLocation location(@Nullable RepositoryLocation at) {
    return requireNonNull(at, "no repository was mounted");
  }
}
