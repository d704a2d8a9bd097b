// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one mover process is told to do. Paths are those that the mover sees. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "job")
@JsonSubTypes({
  @JsonSubTypes.Type(value = JobSpec.Backup.class, name = "backup"),
  @JsonSubTypes.Type(value = JobSpec.ListRuns.class, name = "list-runs"),
  @JsonSubTypes.Type(value = JobSpec.Restore.class, name = "restore"),
  @JsonSubTypes.Type(value = JobSpec.Swap.class, name = "swap"),
  @JsonSubTypes.Type(value = JobSpec.Retain.class, name = "retain"),
  @JsonSubTypes.Type(value = JobSpec.Check.class, name = "check"),
  @JsonSubTypes.Type(value = JobSpec.CreateObjects.class, name = "create-objects")
})
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface JobSpec {

  /**
   * Make one snapshot of each component, all with the same time; create the repository when there
   * is none yet at its place, and none is expected there.
   *
   * @param repository where to
   * @param application name of the application; the host of the snapshots
   * @param run name of the run; tag {@code run=…}
   * @param policy name of the policy; tag {@code policy=…}
   * @param time time of the snapshots
   * @param full whether every byte is re-read
   * @param components what to snapshot, in this order
   * @param documents files written unencrypted beside the data below {@code drydock/}, by name
   * @param owner name of the work that this job is an attempt of, unique for all time and hosts;
   *     tag {@code owner=…}. Whoever starts a job of the same owner knows that the one before has
   *     ended, so its locks are removed; null when nobody knows that
   * @param repositoryId id of the repository that must be there; null when none is expected yet
   */
  record Backup(
      RepositoryLocation repository,
      String application,
      String run,
      String policy,
      Instant time,
      boolean full,
      List<Component> components,
      Map<String, String> documents,
      @Nullable String owner,
      @Nullable String repositoryId)
      implements JobSpec {

    /** A backup of which nobody knows whether there was one before. */
    public Backup(
        RepositoryLocation repository,
        String application,
        String run,
        String policy,
        Instant time,
        boolean full,
        List<Component> components,
        Map<String, String> documents) {
      this(repository, application, run, policy, time, full, components, documents, null, null);
    }
  }

  /** One component of a backup. Its {@code name} is kind and name, such as volume/uploads. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Tree.class, name = "tree"),
    @JsonSubTypes.Type(value = Stream.class, name = "stream")
  })
  sealed interface Component {
    /** Kind and name, such as volume/uploads; tag {@code component=…}. */
    String name();

    /** Absolute path that the snapshot shows, such as /volumes/uploads. */
    String path();
  }

  /**
   * A file tree.
   *
   * @param name kind and name
   * @param path absolute path that the snapshot shows
   * @param directory where the mover reads it
   * @param exclude gitignore-like patterns to leave out, relative to the directory
   * @param mayBeEmpty whether an empty tree is a legal state; otherwise it fails the component
   * @param inline further files of the tree, by relative path: their content; mode 0600
   * @param directories attributes that the snapshot shows for directories of the tree, by relative
   *     path, where the mover sees only what its mounts made of them
   * @param mounted further files of the tree: by relative path of a directory that the tree lacks,
   *     the directory where the mover sees them. What is directly in that directory is taken as
   *     whoever reads it finds it, through links such as those of a mounted Secret, with mode 0600;
   *     names that begin with two dots are left out, and one that does not exist is as an empty one
   * @param expected directories of {@code mounted} that should have files, by the same path: what
   *     is told as an error of the component when one has none
   */
  record Tree(
      String name,
      String path,
      @Nullable String directory,
      List<String> exclude,
      boolean mayBeEmpty,
      Map<String, String> inline,
      Map<String, DirectoryAttributes> directories,
      Map<String, String> mounted,
      Map<String, String> expected)
      implements Component {

    public Tree {
      directories = directories == null ? Map.of() : Map.copyOf(directories);
      mounted = mounted == null ? Map.of() : Map.copyOf(mounted);
      expected = expected == null ? Map.of() : Map.copyOf(expected);
    }

    /** One without further directories. */
    public Tree(
        String name,
        String path,
        @Nullable String directory,
        List<String> exclude,
        boolean mayBeEmpty,
        Map<String, String> inline,
        Map<String, DirectoryAttributes> directories) {
      this(name, path, directory, exclude, mayBeEmpty, inline, directories, Map.of(), Map.of());
    }

    /** One whose directories are as the mover sees them. */
    public Tree(
        String name,
        String path,
        @Nullable String directory,
        List<String> exclude,
        boolean mayBeEmpty,
        Map<String, String> inline) {
      this(name, path, directory, exclude, mayBeEmpty, inline, Map.of());
    }
  }

  /**
   * A stream, such as a dump, read from a named pipe and kept as one file.
   *
   * @param name kind and name
   * @param path absolute path of the file that the snapshot shows
   * @param pipe named pipe to read to its end; the mover creates it when it is missing
   * @param statusFile file that the writer leaves behind: its exit status in decimal, then a line
   *     break, then the end of its error output; written only after the pipe is closed. A missing
   *     file or a status other than 0 makes no snapshot
   */
  record Stream(String name, String path, String pipe, String statusFile) implements Component {}

  /**
   * List what the repository holds for an application, newest first.
   *
   * @param repository where
   * @param application only this application; all when null
   * @param readFile path of a small file (at most 1 MiB) to return from the newest complete run not
   *     younger than asOf, such as /configuration/drydock/application.json; null for none
   * @param asOf newest instant considered for readFile; null for now
   * @param run only this run is considered for readFile; null for any
   * @param snapshot only the run that has this snapshot is considered for readFile, since others
   *     may have the same name; null for any
   */
  record ListRuns(
      RepositoryLocation repository,
      @Nullable String application,
      @Nullable String readFile,
      @Nullable Instant asOf,
      @Nullable String run,
      @Nullable String snapshot)
      implements JobSpec {

    /** Lists where the name of a run is enough to tell it from all others. */
    public ListRuns(
        RepositoryLocation repository,
        @Nullable String application,
        @Nullable String readFile,
        @Nullable Instant asOf,
        @Nullable String run) {
      this(repository, application, readFile, asOf, run, null);
    }
  }

  /**
   * Restore parts of snapshots.
   *
   * @param repository where from
   * @param items what to restore, in this order
   */
  record Restore(RepositoryLocation repository, List<RestoreItem> items) implements JobSpec {}

  /** One thing to restore. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = RestoreTree.class, name = "tree"),
    @JsonSubTypes.Type(value = RestoreStream.class, name = "stream")
  })
  sealed interface RestoreItem {
    /** Kind and name of the component, such as volume/uploads. */
    String name();

    /** Snapshot id. */
    String snapshot();
  }

  /**
   * Restore a directory of a snapshot so that its children become children of the target. The
   * target is created when missing and must be empty: what was there is never touched. Owner, mode,
   * times and attributes of the directory itself are applied to the target.
   *
   * @param name kind and name of the component
   * @param snapshot snapshot id
   * @param path directory within the snapshot, such as /volumes/uploads
   * @param include absolute paths below it, relative to {@code path} and starting with a slash, to
   *     restrict to; everything when empty. A path that the snapshot lacks fails the item
   * @param directory target
   */
  record RestoreTree(
      String name, String snapshot, String path, List<String> include, String directory)
      implements RestoreItem {}

  /**
   * Write a file of a snapshot into a named pipe.
   *
   * @param name kind and name of the component
   * @param snapshot snapshot id
   * @param path file within the snapshot
   * @param pipe named pipe; the mover creates it when it is missing
   * @param statusFile file that the reader leaves behind, as in {@link Stream}; the item fails when
   *     it does not come or holds another status than 0
   */
  record RestoreStream(String name, String snapshot, String path, String pipe, String statusFile)
      implements RestoreItem {}

  /**
   * Put restored trees in the place of what was there, by renaming within each root; undo that; or
   * drop what was replaced. Every action may be repeated after a crash at any point of it.
   *
   * @param action what to do
   * @param items the trees
   */
  record Swap(SwapAction action, List<SwapItem> items) implements JobSpec {}

  /** What a {@link Swap} does. */
  enum SwapAction {
    /** Move what is there to {@code previous}, what was restored into its place. */
    Apply,
    /** Undo Apply, wholly or as far as it went. */
    RollBack,
    /** Remove {@code previous} and what is left of {@code restored}. */
    Commit
  }

  /**
   * One tree to swap. Both names are of directories directly below the root.
   *
   * @param name kind and name of the component
   * @param root the volume
   * @param restored name of the directory that holds what was restored
   * @param previous name of the directory that receives what was there
   * @param mirror true: the result is exactly what was restored; false: what was there and is not
   *     in the restored tree stays
   * @param entries names directly below the root that are swapped; nothing else in the root is
   *     touched, and it keeps its owner and mode. None: the root as a whole
   * @param keep paths relative to the root of directories that are no part of the tree, such as
   *     volumes of their own: they stay where they are
   */
  record SwapItem(
      String name,
      String root,
      String restored,
      String previous,
      boolean mirror,
      List<String> entries,
      List<String> keep) {

    public SwapItem {
      entries = entries == null ? List.of() : List.copyOf(entries);
      keep = keep == null ? List.of() : List.copyOf(keep);
    }

    /** A tree that is all there is in its root. */
    public SwapItem(String name, String root, String restored, String previous, boolean mirror) {
      this(name, root, restored, previous, mirror, List.of(), List.of());
    }
  }

  /**
   * Forget snapshots by retention rules, then remove data that no snapshot needs. Runs of another
   * owner under the same names are left alone, and not counted, until that owner has been silent
   * for {@link #SILENCE}: it may live on another host.
   *
   * @param repository where
   * @param application only snapshots of this application
   * @param policy only snapshots of this policy
   * @param rules number of snapshots to keep by rule: last, hourly, daily, weekly, monthly, yearly
   * @param keepWithin age, such as 1y6m14d, within which everything is kept; null for none
   * @param protectedRuns runs that are kept whatever the rules say
   * @param forgetAll true: forget every snapshot of the policy; rules are ignored
   * @param owner as of a {@link Backup}; null forgets whoever made it
   */
  record Retain(
      RepositoryLocation repository,
      String application,
      String policy,
      Map<String, Integer> rules,
      @Nullable String keepWithin,
      List<String> protectedRuns,
      boolean forgetAll,
      @Nullable String owner)
      implements JobSpec {

    /**
     * An owner that made no run for this long is gone: longer than a month, the longest schedule.
     */
    public static final Duration SILENCE = Duration.ofDays(35);

    /** Retention of which nobody knows whether another attempt was made before. */
    public Retain(
        RepositoryLocation repository,
        String application,
        String policy,
        Map<String, Integer> rules,
        @Nullable String keepWithin,
        List<String> protectedRuns,
        boolean forgetAll) {
      this(repository, application, policy, rules, keepWithin, protectedRuns, forgetAll, null);
    }
  }

  /**
   * Check the repository.
   *
   * @param repository where
   * @param readDataPercent share of the packs that is read and verified, 0 to 100
   */
  record Check(RepositoryLocation repository, int readDataPercent) implements JobSpec {}

  /**
   * Make those objects of a cluster anew that a configuration holds and that are missing. What is
   * there is left as it is. The process must know how; the engine alone does not.
   *
   * @param repository where from
   * @param snapshot id of the snapshot of a configuration
   * @param path directory within it that holds the objects
   * @param namespace where they are made
   * @param stage which of them
   * @param sandbox whether the namespace is one for a drill: then what would reach out of it is
   *     left out, and the credentials of the repository are copied to it for the movers that fetch
   *     there
   */
  record CreateObjects(
      RepositoryLocation repository,
      String snapshot,
      String path,
      String namespace,
      ObjectStage stage,
      boolean sandbox)
      implements JobSpec {

    /** Those of an application itself. */
    public CreateObjects(
        RepositoryLocation repository,
        String snapshot,
        String path,
        String namespace,
        ObjectStage stage) {
      this(repository, snapshot, path, namespace, stage, false);
    }
  }

  /** When objects are made. */
  enum ObjectStage {
    /** What can be there before the data is, with workloads that do not run yet. */
    BEFORE_DATA,
    /** What runs by itself as soon as it is there. */
    AT_THE_END
  }
}
