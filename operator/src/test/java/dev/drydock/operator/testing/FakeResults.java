// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.testing;

import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.JobResult;
import dev.drydock.mover.job.JobSpec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Results that movers would give. */
public final class FakeResults {
  /** Bytes of each component. */
  public static final long BYTES = 1000;

  private FakeResults() {}

  /** The result of a job in which nothing goes wrong. */
  public static JobResult success(JobSpec spec) {
    return switch (spec) {
      case JobSpec.Backup backup ->
          components(
              backup.components().stream().map(c -> component(c.name(), backup.run())).toList());
      case JobSpec.Restore restore ->
          components(
              restore.items().stream()
                  .map(
                      i ->
                          new JobResult.ComponentResult(
                              i.name(), i.snapshot(), BYTES, 10, 0, List.of(), null))
                  .toList());
      case JobSpec.Swap swap ->
          components(
              swap.items().stream()
                  .map(i -> new JobResult.ComponentResult(i.name(), null, 0, 0, 0, List.of(), null))
                  .toList());
      case JobSpec.Retain retain ->
          new JobResult(null, List.of(), List.of(), null, 5, 1, 100, List.of(), "repository");
      case JobSpec.ListRuns list -> JobResult.success();
      case JobSpec.Check check -> JobResult.success();
      case JobSpec.CreateObjects create ->
          components(
              List.of(
                  new JobResult.ComponentResult(
                      "configuration", create.snapshot(), BYTES, 10, 0, List.of(), null)));
    };
  }

  /** A successful component of a run, with a snapshot id made of both names. */
  public static JobResult.ComponentResult component(String name, String run) {
    return new JobResult.ComponentResult(
        name, snapshot(name, run), BYTES, 10, 100, List.of(), null);
  }

  /** A result with these components. */
  public static JobResult components(List<JobResult.ComponentResult> components) {
    return new JobResult(null, components, List.of(), null, 0, 0, 0, List.of(), "repository");
  }

  /** The result of a backup in which one component fails and the others succeed. */
  public static JobResult failing(
      JobSpec.Backup backup, String component, FailureReason reason, String message) {
    List<JobResult.ComponentResult> components = new ArrayList<>();
    JobResult.Failure failure = new JobResult.Failure(reason, message);
    for (JobSpec.Component planned : backup.components()) {
      components.add(
          planned.name().equals(component)
              ? new JobResult.ComponentResult(component, null, 0, 0, 0, List.of(), failure)
              : component(planned.name(), backup.run()));
    }
    return new JobResult(failure, components, List.of(), null, 0, 0, 0, List.of(), "repository");
  }

  /** The snapshot id that a component of a run gets. */
  public static String snapshot(String component, String run) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest((run + "/" + component).getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
