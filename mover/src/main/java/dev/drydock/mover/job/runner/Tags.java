// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.job.runner;

import dev.drydock.mover.job.JobSpec;
import dev.drydock.mover.snapshot.Snapshot;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What Drydock notes on snapshots, where every tool of the format keeps it: in their tags. */
final class Tags {
  private static final String DRYDOCK = "drydock";
  private static final String APPLICATION = "application";
  private static final String POLICY = "policy";
  private static final String RUN = "run";
  private static final String COMPONENT = "component";
  private static final String TYPE = "type";
  private static final String OWNER = "owner";

  private Tags() {}

  static List<String> of(JobSpec.Backup backup, String component) {
    Stream<String> always =
        Stream.of(
            DRYDOCK,
            tag(APPLICATION, backup.application()),
            tag(POLICY, backup.policy()),
            tag(RUN, backup.run()),
            tag(COMPONENT, component),
            tag(TYPE, backup.full() ? "full" : "incremental"));
    String owner = backup.owner();
    return Stream.concat(always, owner == null ? Stream.of() : Stream.of(tag(OWNER, owner)))
        .toList();
  }

  static boolean isOfDrydock(Snapshot snapshot) {
    return snapshot.tags().contains(DRYDOCK);
  }

  static String application(Snapshot snapshot) {
    return value(snapshot, APPLICATION).orElse(snapshot.hostname());
  }

  static String policy(Snapshot snapshot) {
    return value(snapshot, POLICY).orElse("");
  }

  static Optional<String> owner(Snapshot snapshot) {
    return value(snapshot, OWNER);
  }

  static Optional<String> run(Snapshot snapshot) {
    return value(snapshot, RUN);
  }

  static Optional<String> component(Snapshot snapshot) {
    return value(snapshot, COMPONENT);
  }

  private static Optional<String> value(Snapshot snapshot, String key) {
    String start = key + "=";
    return snapshot.tags().stream()
        .filter(tag -> tag.startsWith(start))
        .map(tag -> tag.substring(start.length()))
        .findFirst();
  }

  private static String tag(String key, String value) {
    return key + "=" + value.replace(',', '_'); // a tag cannot have a comma
  }
}
