// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.runbook;

import dev.drydock.api.v1alpha1.ConfigurationPart;
import dev.drydock.mover.job.SnapshotLayout;
import dev.drydock.operator.platform.ApplicationManifest.ClusterObjects;
import dev.drydock.operator.platform.ApplicationManifest.Database;
import dev.drydock.operator.platform.ApplicationManifest.Volume;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What is in the repository, and what is not. */
final class ContentsSection {
  private ContentsSection() {}

  static void write(Facts facts, Page page) {
    page.text(
        """
        ## What is in it, and what is not

        | Part | What | Where it is in the snapshot |
        |---|---|---|
        """);
    for (Volume volume : facts.volumes()) {
      page.line(
          "| volume %s | %s `%s` | `%s` |",
          volume.name(), volume.kind(), volume.source(), SnapshotLayout.volumePath(volume.name()));
    }
    for (Database database : facts.application().databases()) {
      page.line(
          "| database %s | %s of service %s, image `%s` | `%s` |",
          database.name(),
          database.engine(),
          database.service(),
          database.image(),
          SnapshotLayout.databasePath(database.name()));
    }
    ClusterObjects cluster = facts.application().cluster();
    page.line(
        "| configuration | %s | `%s` |",
        cluster == null
            ? facts.application().configurationFiles().size() + " files and directories"
            : "%d objects, %d Secrets"
                .formatted(cluster.manifests().size(), cluster.secrets().size()),
        SnapshotLayout.CONFIGURATION_PATH);
    page.gap();
    List<String> gaps = gaps(facts);
    if (gaps.isEmpty()) {
      page.line("Nothing that was found is left out.");
    } else {
      page.line("**Not protected:**");
      page.gap();
      gaps.forEach(gap -> page.line("- %s", gap));
    }
    page.gap();
  }

  private static List<String> gaps(Facts facts) {
    List<String> gaps = new ArrayList<>();
    facts.application().volumes().stream()
        .filter(Volume::excluded)
        .map(v -> "volume `%s`: excluded; it comes back empty".formatted(v.name()))
        .forEach(gaps::add);
    if (facts.spec().configuration() != null) {
      List<ConfigurationPart> included = facts.spec().configuration().include();
      parts(facts).stream()
          .filter(part -> !included.contains(part))
          .map(
              part ->
                  "configuration, part `%s`: the policy leaves it out; have it from elsewhere before you start anything"
                      .formatted(part))
          .forEach(gaps::add);
    }
    gaps.addAll(facts.application().warnings());
    return gaps;
  }

  /** The parts that there are on the platform of the application. */
  private static Set<ConfigurationPart> parts(Facts facts) {
    return facts.application().cluster() == null
        ? EnumSet.of(
            ConfigurationPart.compose, ConfigurationPart.environment, ConfigurationPart.secrets)
        : EnumSet.of(ConfigurationPart.manifests, ConfigurationPart.secrets);
  }
}
