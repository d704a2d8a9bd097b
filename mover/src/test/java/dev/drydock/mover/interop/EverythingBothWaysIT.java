// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.mover.posix.Accounts;
import dev.drydock.mover.posix.DirectoryHandle;
import dev.drydock.mover.snapshot.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Everything that a Linux file tree can hold comes back as it was: what we wrote, by stock restic;
 * and what it wrote, by us.
 */
@SuppressWarnings("NullAway.Init")
final class EverythingBothWaysIT {
  private enum Way {
    WE_WRITE,
    RESTIC_WRITES,
    /** We restore over what is there already, in which much is wrong. */
    RESTIC_WRITES_AND_WE_MEND
  }

  private record Trip(Restic restic, Way way, boolean takesLong) {}

  private static final Map<Thing, IOException> IMPOSSIBLE = new EnumMap<>(Thing.class);
  private static final Map<Trip, Path> DONE = new HashMap<>();

  @TempDir private static Path directory;
  private static Path password;

  @BeforeAll
  static void prepare() throws IOException {
    password = Files.writeString(directory.resolve("password"), "correct horse\n");
    make(false);
  }

  @AfterAll
  static void removeWhatIsTooDeepForJUnit() throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        if (!path.equals(directory)) {
          Files.delete(path);
        }
      }
    }
  }

  static Stream<Arguments> things() {
    return rows(Restic.all().toList(), false);
  }

  static Stream<Arguments> longThings() {
    return rows(List.of(Restic.all().toList().getLast()), true);
  }

  private static Stream<Arguments> rows(List<Restic> judges, boolean takesLong) {
    return Arrays.stream(Way.values())
        .filter(way -> !takesLong || way != Way.RESTIC_WRITES_AND_WE_MEND)
        .flatMap(
            way ->
                judges.stream()
                    .flatMap(
                        restic ->
                            Arrays.stream(Thing.values())
                                .filter(thing -> thing.takesLong() == takesLong)
                                .map(thing -> Arguments.of(thing, way, restic))));
  }

  @ParameterizedTest
  @MethodSource("things")
  void it_comes_back_as_it_was(Thing thing, Way way, Restic restic) throws Exception {
    Assumptions.assumeTrue(
        restic.isAtLeast(thing.sinceRestic()), "restic has it since 0." + thing.sinceRestic());
    comesBack(thing, new Trip(restic, way, false));
  }

  @EnabledIfSystemProperty(
      named = "drydock.long",
      matches = "true",
      disabledReason = "it takes minutes: -Ddrydock.long=true")
  @ParameterizedTest
  @MethodSource("longThings")
  void it_comes_back_however_much_there_is_of_it(Thing thing, Way way, Restic restic)
      throws Exception {
    if (!Files.exists(source(true))) {
      make(true);
    }
    comesBack(thing, new Trip(restic, way, true));
  }

  private static void comesBack(Thing thing, Trip trip) throws Exception {
    IOException reason = IMPOSSIBLE.get(thing);
    Assumptions.assumeTrue(reason == null, "there can be none here: " + reason);

    Path restored = travel(trip).resolve(thing.name());

    Path original = source(trip.takesLong).resolve(thing.name());
    assertThat(Trees.describe(restored)).isEqualTo(Trees.describe(original));
    if (thing == Thing.SPARSE_FILES && trip.way == Way.RESTIC_WRITES) {
      try (DirectoryHandle files = DirectoryHandle.open(restored)) {
        assertThat(files.status(ByteString.of("holes")).blocks() * 512).isLessThan(2 << 20);
      }
    }
  }

  /** Backs all up with the one and restores it with the other, once. */
  private static Path travel(Trip trip) throws Exception {
    Path before = DONE.get(trip);
    if (before != null) {
      return before;
    }
    String source = source(trip.takesLong).toString();
    Path place = Files.createDirectory(directory.resolve("trip-" + DONE.size()));
    String path = place.resolve("repository").toString();
    Path target = place.resolve("restored");
    Restic.Place theirs = new Restic.Place(path, password, Map.of());
    Drydock drydock = new Drydock("--repository", path, "--password-file", password.toString());
    Path restored = target;
    switch (trip.way) {
      case WE_WRITE -> {
        drydock.succeed("init");
        drydock.succeed("backup", source);
        List<String> restore =
            new ArrayList<>(List.of("restore", "latest", "--target", target.toString()));
        if (trip.restic.isAtLeast(15)) {
          restore.add("--sparse"); // gigabytes of zeros take their time
        }
        trip.restic.run(theirs, restore.toArray(String[]::new));
        restored = target.resolve(source.substring(1));
      }
      case RESTIC_WRITES -> {
        trip.restic.run(theirs, "init");
        trip.restic.run(theirs, "backup", source);
        restore(drydock, source, target, "--verify");
      }
      case RESTIC_WRITES_AND_WE_MEND -> {
        trip.restic.run(theirs, "init");
        trip.restic.run(theirs, "backup", source);
        restore(drydock, source, target);
        disturb(target);
        restore(drydock, source, target, "--overwrite", "--delete", "--verify");
        String said = restore(drydock, source, target, "--overwrite", "--delete", "-n", "--json");
        assertThat(said)
            .as("all is as it should be")
            .doesNotContain("\"restored\"", "\"updated\"", "\"attributes\"");
      }
    }
    DONE.put(trip, restored);
    return restored;
  }

  private static String restore(Drydock drydock, String source, Path target, String... options)
      throws IOException {
    List<String> all = new ArrayList<>(List.of("latest", "--path", source));
    all.addAll(List.of("-t", target.toString()));
    all.addAll(List.of(options));
    return drydock.succeed("restore", all.toArray(String[]::new)).out();
  }

  /** Things change places, and others get what they must not keep. */
  private static void disturb(Path root) throws IOException {
    List<Path> things;
    try (Stream<Path> all = Files.list(root)) {
      things = all.sorted().toList();
    }
    for (Path thing : things) {
      try (DirectoryHandle directory = DirectoryHandle.open(thing)) {
        List<ByteString> names = directory.names().stream().sorted().limit(50).toList();
        for (int i = 0; i < names.size(); i++) {
          ByteString name = names.get(i);
          switch (i % 4) {
            case 0 -> directory.rename(name, directory, ByteString.of("extra-" + i));
            case 1 -> directory.setTimes(name, java.time.Instant.EPOCH, java.time.Instant.EPOCH);
            case 2 -> {
              if (Accounts.isRoot()) {
                directory.setOwner(name, 1, 1);
              }
            }
            default -> {
              ByteString last = names.getFirst();
              if (!directory.status(name).isDirectory()) {
                directory.remove(name);
                directory.makeLink(name, last);
              }
            }
          }
        }
      }
    }
  }

  private static void make(boolean takesLong) throws IOException {
    Path source = Files.createDirectory(source(takesLong));
    for (Thing thing : Thing.values()) {
      if (thing.takesLong() == takesLong) {
        Path path = Files.createDirectory(source.resolve(thing.name()));
        try {
          thing.make(path);
        } catch (IOException e) {
          IMPOSSIBLE.put(thing, e);
        }
      }
    }
  }

  private static Path source(boolean takesLong) {
    return directory.resolve(takesLong ? "long" : "source");
  }
}
