// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.cli;

import dev.drydock.mover.snapshot.Snapshot;
import java.util.List;
import picocli.CommandLine.Option;

/** Options that choose snapshots. */
final class SnapshotFilter {
  @Option(names = "--host", paramLabel = "NAME", description = "Only those of this host.")
  private List<String> hosts = List.of();

  @Option(names = "--tag", paramLabel = "TAG", description = "Only those with this tag.")
  private List<String> tags = List.of();

  @Option(names = "--path", paramLabel = "PATH", description = "Only those of this path.")
  private List<String> paths = List.of();

  boolean isEmpty() {
    return hosts.isEmpty() && tags.isEmpty() && paths.isEmpty();
  }

  boolean test(Snapshot snapshot) {
    return (hosts.isEmpty() || hosts.contains(snapshot.hostname()))
        && snapshot.tags().containsAll(tags)
        && snapshot.paths().containsAll(paths);
  }
}
