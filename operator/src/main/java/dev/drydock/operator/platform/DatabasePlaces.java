// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.platform;

import dev.drydock.operator.platform.ApplicationManifest.Database;
import dev.drydock.operator.platform.ApplicationManifest.Volume;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Whether a restore has a place for the files of a database. The one rule that backups and restores
 * share: what a restore would leave out, a backup says at once.
 */
public final class DatabasePlaces {
  private DatabasePlaces() {}

  /** Why a restore cannot place a database, for a person; empty when it can. */
  public static Optional<String> obstacle(ApplicationManifest application, Database database) {
    String volume = database.volume();
    if (volume == null) {
      return Optional.of(
          "Database %s has no volume that a restore could put its files into: it is dumped, but a restore of everything leaves it out. Let service %s mount one named volume or directory for them; if it mounts several, name the others under spec.volumes.include or spec.volumes.exclude."
              .formatted(database.name(), database.service()));
    }
    List<String> others =
        application.databases().stream()
            .filter(d -> volume.equals(d.volume()) && !d.name().equals(database.name()))
            .map(Database::name)
            .sorted()
            .toList();
    if (!others.isEmpty()) {
      return Optional.of(
          "Database %s shares volume %s with %s, and each is restored as the whole of it: a restore of everything leaves them out. Give each a volume of its own."
              .formatted(database.name(), volume, String.join(", ", others)));
    }
    if (application.volumes().stream()
        .anyMatch(v -> v.name().equals(volume) && !v.dumped().isEmpty())) {
      return Optional.of(
          "Database %s has its files in volume %s beside other files: all of it is backed up, but a restore of everything leaves the database out. Give it a volume of its own."
              .formatted(database.name(), volume));
    }
    boolean known = application.volumes().stream().map(Volume::name).anyMatch(volume::equals);
    return known
        ? Optional.empty()
        : Optional.of(
            "Database %s keeps its files in volume %s, which is not among those of %s."
                .formatted(database.name(), volume, Objects.requireNonNull(application.name())));
  }
}
