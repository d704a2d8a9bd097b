// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Repairs what restic made so that restic finds no fault, and saves what restic would save. */
final class RepairInteropIT {
  private static final Pattern PACK = Pattern.compile("pack ([0-9a-f]{64})");

  @TempDir private Path directory;
  private Path source;
  private Path password;

  @BeforeEach
  void prepare() throws Exception {
    source = Files.createDirectory(directory.resolve("source"));
    password = Files.writeString(directory.resolve("password"), "correct horse\n");
  }

  @Test
  void restic_finds_no_fault_in_what_we_repaired() throws Exception {
    Restic restic = Restic.any();
    Trees.fill(source, 42, restic.isAtLeast(16));
    Path repository = directory.resolve("repository");
    var place = place(repository);
    restic.init(place, "2");
    restic.run(place, "backup", source.toString());
    Files.write(source.resolve("later"), new byte[] {1, 2, 3});
    restic.run(place, "backup", source.toString());
    damage(repository);
    Path theirs = directory.resolve("theirs");
    copy(repository, theirs);

    TreeSet<String> damaged = repairWithDrydock(repository);

    assertThat(damaged).hasSize(1);
    assertThat(restic.run(place, "check", "--read-data")).contains("no errors were found");
    Map<String, String> ours = whole(restic, place, "ours");
    assertThat(ours).isNotEmpty().hasSizeLessThan(Trees.describe(source).size());
    if (restic.isAtLeast(17)) { // before, it did not repair packs
      repairWithRestic(restic, place(theirs), damaged);
      assertThat(ours).isEqualTo(whole(restic, place(theirs), "restored-theirs"));
    }
    restic.run(place, "backup", source.toString());
    restic.run(place, "prune", "--max-unused", "0");
    assertThat(restic.run(place, "check", "--read-data")).contains("no errors were found");
  }

  /** Removes the index, and flips two bits in the largest pack, which is one of data. */
  private static void damage(Path repository) throws IOException {
    for (Path index : filesBelow(repository.resolve("index"))) {
      Files.delete(index);
    }
    Path pack =
        filesBelow(repository.resolve("data")).stream()
            .max(Comparator.comparing((Path file) -> file.toFile().length()))
            .orElseThrow();
    byte[] bytes = Files.readAllBytes(pack);
    bytes[20] ^= 1;
    bytes[bytes.length / 2] ^= 1;
    assertThat(pack.toFile().setWritable(true)).isTrue();
    Files.write(pack, bytes);
  }

  private TreeSet<String> repairWithDrydock(Path repository) throws IOException {
    Path copies = directory.resolve("copies");
    var drydock = new Drydock("-r", repository.toString(), "-p", password.toString());
    drydock.succeed("repair index");
    TreeSet<String> packs = new TreeSet<>();
    Matcher matcher = PACK.matcher(drydock.run("check", "--read-data").err());
    while (matcher.find()) {
      packs.add(matcher.group(1));
    }
    List<String> arguments = new ArrayList<>(packs);
    arguments.addAll(List.of("--copies", Files.createDirectory(copies).toString()));
    assertThat(drydock.run("repair packs", arguments.toArray(String[]::new)).status()).isEqualTo(3);
    assertThat(filesBelow(copies)).hasSameSizeAs(packs);
    drydock.succeed("repair snapshots", "--forget");
    assertThat(drydock.succeed("check", "--read-data").out()).contains("no problems were found");
    return packs;
  }

  private static void repairWithRestic(Restic restic, Restic.Place place, TreeSet<String> packs)
      throws Exception {
    restic.run(place, "repair", "index");
    List<String> arguments = new ArrayList<>(List.of("repair", "packs"));
    arguments.addAll(packs);
    restic.run(place, arguments.toArray(String[]::new));
    restic.run(place, "repair", "snapshots", "--forget");
    assertThat(restic.run(place, "check", "--read-data")).contains("no errors were found");
  }

  /** What the latest snapshot has that is as in the source. */
  private Map<String, String> whole(Restic restic, Restic.Place place, String target)
      throws Exception {
    Path restored = directory.resolve(target);
    restic.run(place, "restore", "latest", "--target", restored.toString());
    Map<String, String> same =
        new HashMap<>(Trees.describe(restored.resolve(source.toString().substring(1))));
    Map<String, String> wanted = Trees.describe(source);
    same.entrySet().removeIf(entry -> !entry.getValue().equals(wanted.get(entry.getKey())));
    return same;
  }

  private Restic.Place place(Path repository) {
    return new Restic.Place(repository.toString(), password, Map.of());
  }

  private static List<Path> filesBelow(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }
}
