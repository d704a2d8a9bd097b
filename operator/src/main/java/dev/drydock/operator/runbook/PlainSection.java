// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.runbook;

import dev.drydock.mover.job.SnapshotLayout;
import dev.drydock.operator.platform.ApplicationManifest.Database;
import dev.drydock.operator.platform.ApplicationManifest.Volume;
import dev.drydock.operator.platform.ApplicationManifest.VolumeKind;
import java.util.Objects;

/** How it comes back by restic alone. All of one run: parts of several do not belong together. */
final class PlainSection {
  private PlainSection() {}

  static void write(Facts facts, Page page) {
    page.text(
        """
        ## 3. Without Drydock

        The repository is in the restic format; stock restic (0.14 or newer) reads it. All parts are taken from one
        run; the list names the others:

        """);
    page.begin("sh");
    facts.credentials(page);
    page.line("export RESTIC_REPOSITORY=%s", Shell.word(facts.repository().address()));
    page.line("export RESTIC_PASSWORD_FILE=./password");
    page.line(
        "restic %ssnapshots --host %s --tag %s",
        facts.repository().resticOptions(),
        Shell.word(facts.application().name()),
        Shell.word("policy=" + facts.policy()));
    page.line("RUN=%s", Shell.word(facts.run()));
    for (Volume volume : facts.volumes()) {
      restore(
          facts,
          page,
          SnapshotLayout.volume(volume.name()),
          "then copy ./restored%s into %s %s"
              .formatted(
                  SnapshotLayout.volumePath(volume.name()),
                  volume.kind() == VolumeKind.Bind ? "directory" : "volume",
                  volume.source()));
    }
    restore(
        facts,
        page,
        SnapshotLayout.CONFIGURATION,
        "project files: ./restored%s/project".formatted(SnapshotLayout.CONFIGURATION_PATH));
    for (Database database : facts.application().databases()) {
      page.line(
          "restic %sdump --host %s --tag %s latest %s >%s",
          facts.repository().resticOptions(),
          Shell.word(facts.application().name()),
          tags(facts, SnapshotLayout.database(database.name())),
          Shell.word(SnapshotLayout.databasePath(database.name())),
          Shell.word(database.name() + ".dump"));
    }
    page.end();
    facts.application().databases().forEach(database -> load(database, page));
  }

  private static void restore(Facts facts, Page page, String component, String hint) {
    page.line("# %s", hint.replaceAll("\\R", " "));
    page.line(
        "restic %srestore latest --host %s --tag %s --target ./restored",
        facts.repository().resticOptions(),
        Shell.word(facts.application().name()),
        tags(facts, component));
  }

  static String tags(Facts facts, String component) {
    return Shell.word("policy=" + facts.policy())
        + ",run=\"$RUN\","
        + Shell.word("component=" + component);
  }

  private static void load(Database database, Page page) {
    switch (database.engine()) {
      case PostgreSQL -> {
        page.line(
            "Load `%s` into an empty server of the same image, `%s`:",
            database.name(), database.image());
        page.gap();
        page.begin("sh");
        page.line(
            "docker compose exec -T %s psql -U %s -d postgres <%s",
            Shell.word(database.service()),
            Shell.word(Objects.requireNonNullElse(database.user(), "postgres")),
            Shell.word(database.name() + ".dump"));
        page.end();
      }
      case Command -> command(database, page);
      case MariaDB, MySQL, Redis, SQLite -> {
        page.line(
            "`%s.dump` is loaded with the client of its own image, `%s`.",
            database.name(), database.image());
        page.gap();
      }
    }
  }

  private static void command(Database database, Page page) {
    page.line(
        "`%s.dump` was made by the policy's dumpCommand. Its restoreCommand makes the files of the database anew in",
        database.name());
    page.line("an empty directory, which then becomes the content of %s:", place(database));
    page.gap();
    page.begin("sh");
    page.line("mkdir ./files");
    page.line(
        "docker run --rm -i --network none -v \"$PWD/files:/files\" -e DRYDOCK_DIRECTORY=/files \\");
    page.line(
        "    --entrypoint %s %s %s<%s",
        Shell.word(
            database.restoreCommand().isEmpty() ? "sh" : database.restoreCommand().getFirst()),
        Shell.word(database.image()),
        database.restoreCommand().size() < 2
            ? ""
            : Shell.words(database.restoreCommand().subList(1, database.restoreCommand().size()))
                + " ",
        Shell.word(database.name() + ".dump"));
    page.end();
  }

  private static String place(Database database) {
    return database.volume() == null
        ? "the data directory of service `%s`".formatted(database.service())
        : "volume `%s` of service `%s`".formatted(database.volume(), database.service());
  }
}
