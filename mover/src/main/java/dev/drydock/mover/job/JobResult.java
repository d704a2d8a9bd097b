// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.drydock.mover.failure.FailureReason;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of a job.
 *
 * @param failure why it failed as a whole; null when it succeeded. Components that succeeded stay
 *     listed even when others failed
 * @param components one entry for each component, in the order of the spec
 * @param runs for ListRuns: newest first; for Retain: those complete that are left, newest first;
 *     for Backup: the newest run of each other owner under the same names
 * @param file for ListRuns: content of the file asked for; null when there is none
 * @param kept for Retain: snapshots kept
 * @param removed for Retain: snapshots forgotten
 * @param freedBytes for Retain: bytes freed
 * @param problems for Check: what was found, one sentence each; empty means sound. For ListRuns:
 *     snapshots that are damaged and left out. For Retain: what the storage does not let go
 * @param repositoryId id of the repository; null when it was not opened
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobResult(
    @Nullable Failure failure,
    List<ComponentResult> components,
    List<Run> runs,
    @Nullable String file,
    int kept,
    int removed,
    long freedBytes,
    List<String> problems,
    @Nullable String repositoryId) {

  public JobResult {
    components = components == null ? List.of() : List.copyOf(components);
    runs = runs == null ? List.of() : List.copyOf(runs);
    problems = problems == null ? List.of() : List.copyOf(problems);
  }

  /** A result that holds nothing but its success. */
  public static JobResult success() {
    return new JobResult(null, List.of(), List.of(), null, 0, 0, 0, List.of(), null);
  }

  /** A result that holds nothing but a failure. */
  public static JobResult failed(FailureReason reason, String message) {
    return new JobResult(
        new Failure(reason, message), List.of(), List.of(), null, 0, 0, 0, List.of(), null);
  }

  /**
   * Why something failed.
   *
   * @param reason kind of failure
   * @param message what failed, and what to do
   */
  public record Failure(FailureReason reason, String message) {}

  /**
   * What came of one component.
   *
   * @param name kind and name, such as volume/uploads
   * @param snapshot snapshot id, when one was made or restored
   * @param bytes bytes read or written
   * @param files files read or written
   * @param addedBytes bytes added to the repository, as stored
   * @param errors what could not be read or written, one sentence each, the first 20
   * @param warnings what is not as it was though all content is restored, one sentence each: first
   *     which attributes of how many entries, then the first 19 of these
   * @param failure why it failed; null when it succeeded
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ComponentResult(
      String name,
      @Nullable String snapshot,
      long bytes,
      long files,
      long addedBytes,
      List<String> errors,
      List<String> warnings,
      @Nullable Failure failure) {
    public ComponentResult {
      errors = errors == null ? List.of() : List.copyOf(errors);
      warnings = warnings == null ? List.of() : List.copyOf(warnings);
    }

    /** A result without warnings. */
    public ComponentResult(
        String name,
        @Nullable String snapshot,
        long bytes,
        long files,
        long addedBytes,
        List<String> errors,
        @Nullable Failure failure) {
      this(name, snapshot, bytes, files, addedBytes, errors, List.of(), failure);
    }
  }

  /**
   * A run found in the repository.
   *
   * @param run name of the run
   * @param application application
   * @param policy policy
   * @param owner who made it, as told to its job; null when that is not known
   * @param time time of its snapshots
   * @param complete whether it has the mark that its mover makes after its last snapshot: the
   *     snapshot of the configuration, always made last
   * @param snapshots snapshot id of each component
   * @param bytes bytes of each component, as far as snapshots say
   */
  public record Run(
      String run,
      String application,
      String policy,
      @Nullable String owner,
      Instant time,
      boolean complete,
      Map<String, String> snapshots,
      Map<String, Long> bytes) {}
}
