// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.drydock.mover.repository.LockMode;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.RepositoryLock;
import dev.drydock.mover.repository.TestRepositories;
import dev.drydock.mover.snapshot.CrashDirectory;
import dev.drydock.mover.storage.FileType;
import dev.drydock.mover.storage.InMemoryStorage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/**
 * Random histories of snapshots, each of a host and paths of its own, and random rules for them.
 */
final class Histories {
  private static final Instant NEWEST = Instant.parse("2026-03-31T23:30:00Z");
  private static final int LONGEST = 16;
  private static final List<String> RULES =
      List.of("last", "hourly", "daily", "weekly", "monthly", "yearly");
  private static final List<Integer> NUMBERS = List.of(1, 2, 3, 5, 7, 12, 100, -1);

  /** The order of paths does not matter, tags do not either. */
  private static final List<String> PATHS =
      List.of("\"/data\"", "\"/data\",\"/etc\"", "\"/etc\",\"/data\"");

  private static final List<ZoneOffset> OFFSETS =
      List.of(
          ZoneOffset.UTC,
          ZoneOffset.ofHours(2),
          ZoneOffset.ofHoursMinutes(5, 45),
          ZoneOffset.ofHours(-11));

  private final Random random;

  Histories(long seed) {
    random = new Random(seed);
  }

  /** Writes so many into a new repository in a directory; returns how many snapshots these are. */
  int write(int number, Path place, byte[] password) throws IOException {
    InMemoryStorage storage = new InMemoryStorage();
    int snapshots = 0;
    try (Repository repository = Repository.create(storage, password, TestRepositories.options());
        RepositoryLock lock = repository.lock(LockMode.SHARED)) {
      for (int host = 0; host < number; host++) {
        ZoneOffset offset = OFFSETS.get(random.nextInt(OFFSETS.size()));
        for (Instant time : times()) {
          // Somebody travels now and then.
          boolean elsewhere = random.nextInt(10) == 0;
          write(
              repository,
              host,
              elsewhere ? time.atOffset(OFFSETS.getLast()) : time.atOffset(offset));
          snapshots++;
        }
      }
    }
    new CrashDirectory(place).load(storage);
    return snapshots;
  }

  /** Options of some rules, at least one. */
  List<String> rules() {
    TreeSet<String> rules = new TreeSet<>();
    while (rules.isEmpty()) {
      for (String rule : RULES) {
        if (random.nextInt(3) == 0) {
          rules.add("--keep-" + rule + "=" + NUMBERS.get(random.nextInt(NUMBERS.size())));
        }
      }
      if (random.nextInt(3) == 0) {
        rules.add(
            "--keep-within=%dy%dm%dd%dh"
                .formatted(
                    random.nextInt(4) / 3,
                    random.nextInt(3),
                    random.nextInt(40),
                    1 + random.nextInt(30)));
      }
    }
    return List.copyOf(rules);
  }

  /** No two alike, for of those it is left to chance which one is the newer. */
  private TreeSet<Instant> times() {
    TreeSet<Instant> times = new TreeSet<>();
    int style = random.nextInt(6);
    int length = 1 + random.nextInt(LONGEST);
    for (int i = 0; i < length; i++) {
      Duration age =
          switch (style) {
            case 0 -> Duration.ofMinutes(97L * i); // often
            case 1 -> Duration.ofHours(random.nextInt(40_000)); // years
            case 2 -> Duration.ofHours(5L * i * i); // ever fewer
            case 3 -> Duration.ofDays(i).plusMinutes(random.nextInt(90)); // each night
            case 4 -> // at the ends of years, where weeks have the number of another year
                Duration.between(Instant.parse((2015 + i % 12) + "-01-01T00:00:00Z"), NEWEST)
                    .plusHours(random.nextInt(240) - 120);
            default -> Duration.ofDays(random.nextInt(400) - 4_000L * random.nextInt(2)); // future
          };
      times.add(NEWEST.minus(age).plusSeconds(random.nextInt(60)));
    }
    return times;
  }

  private void write(Repository repository, int host, OffsetDateTime time) {
    String json =
        "{\"time\":\"%s\",\"tree\":\"%s\",\"paths\":[%s],\"hostname\":\"host-%d\",\"tags\":[\"t%d\"]}"
            .formatted(
                DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time),
                "ab".repeat(32),
                PATHS.get(host % 2 == 0 ? 0 : 1 + random.nextInt(2)),
                host,
                random.nextInt(2));
    repository.saveFile(FileType.SNAPSHOT, json.getBytes(UTF_8));
  }
}
