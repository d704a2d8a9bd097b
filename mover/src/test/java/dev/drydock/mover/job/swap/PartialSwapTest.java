// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.job.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.job.JobSpec;
import dev.drydock.mover.job.JobSpec.SwapAction;
import dev.drydock.mover.job.JobSpec.SwapItem;
import dev.drydock.mover.snapshot.SnapshotPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Swaps that are not about all that is in a directory. */
final class PartialSwapTest {
  private static final FileTime BACKED_UP = FileTime.fromMillis(1_600_000_000_000L);

  private static final int NEVER = Integer.MAX_VALUE;

  @TempDir private Path directory;
  private int roots;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void only_the_entries_named_are_replaced(boolean mirror) throws IOException {
    Path root = shared();
    SwapItem item = entries(root, mirror);
    run(SwapAction.Apply, item);
    run(SwapAction.Commit, item);
    assertThat(root.resolve("x.pem")).hasContent("restored");
    assertThat(root.resolve("created")).hasContent("restored");
    assertThat(root.resolve("images/logo")).hasContent("restored");
    assertThat(Files.exists(root.resolve("images/unlisted"))).isEqualTo(!mirror);
    assertThat(root.resolve("other.pem")).hasContent("of the host");
    assertThat(root.resolve("data/rows")).hasContent("of the host");
    assertThat(mode(root)).as("whose directory it is").isEqualTo("rwxr-x--x");
    assertThat(names(root)).containsExactly("created", "data", "images", "other.pem", "x.pem");
  }

  @Test
  void entries_that_were_replaced_come_back_and_those_that_were_made_go() throws IOException {
    Path root = shared();
    Map<String, String> before = data(root);
    run(SwapAction.Apply, entries(root, true));
    run(SwapAction.RollBack, entries(root, true));
    assertThat(data(root)).isEqualTo(before);
    run(SwapAction.Commit, entries(root, true));
    assertThat(names(root)).containsExactly("data", "images", "other.pem", "x.pem");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void what_is_kept_is_never_moved(boolean mirror) throws IOException {
    Path root = nested();
    Object files = Files.getAttribute(root.resolve("a/pg"), "unix:ino");
    SwapItem item = keeping(root, mirror);
    run(SwapAction.Apply, item);
    assertThat(root.resolve("a/pg/rows")).hasContent("of the database");
    assertThat(root.resolve("a/x")).hasContent("restored");
    assertThat(Files.exists(root.resolve("a/gone"))).isEqualTo(!mirror);
    assertThat(mode(root.resolve("a"))).isEqualTo("rwxrwx---");
    assertThat(root.resolve("b/pg/rows")).hasContent("of the other");
    run(SwapAction.Commit, item);
    assertThat(Files.getAttribute(root.resolve("a/pg"), "unix:ino")).isEqualTo(files);
    assertThat(names(root)).containsExactly("a", "b", "y");
  }

  @Test
  void a_snapshot_that_holds_what_is_kept_does_not_replace_it() throws IOException {
    Path root = nested();
    write(root.resolve("new/a/pg/rows"), "a copy of open files");
    run(SwapAction.Apply, keeping(root, true));
    run(SwapAction.Commit, keeping(root, true));
    assertThat(root.resolve("a/pg/rows")).hasContent("of the database");
  }

  @ParameterizedTest
  @ValueSource(strings = {"entries true", "entries false", "keeping true", "keeping false"})
  void a_crash_at_any_point_can_be_taken_up_or_undone(String which) throws IOException {
    Map<String, String> untouched = data(make(which));
    Path done = make(which);
    apply(item(which, done));
    Map<String, String> applied = data(done);
    int points = 0;
    for (boolean crashed = true; crashed; points++) {
      Path goOn = make(which);
      crashed = crashes(item(which, goOn), points, swap -> swap.apply(item(which, goOn).mirror()));
      apply(item(which, goOn));
      assertThat(data(goOn)).as("applied after a crash at %d", points).isEqualTo(applied);
      crashes(item(which, goOn), points, TreeSwap::rollBack);
      crashes(item(which, goOn), NEVER, TreeSwap::rollBack);
      assertThat(data(goOn)).as("undone after a crash at %d", points).isEqualTo(untouched);

      Path goBack = make(which);
      crashes(item(which, goBack), points, swap -> swap.apply(item(which, goBack).mirror()));
      crashes(item(which, goBack), NEVER, TreeSwap::rollBack);
      assertThat(data(goBack)).as("undone after a crash at %d", points).isEqualTo(untouched);
      apply(item(which, goBack));
      assertThat(data(goBack)).as("applied again after %d", points).isEqualTo(applied);
    }
    assertThat(points).isGreaterThan(10);
  }

  private static void apply(SwapItem item) throws IOException {
    assertThat(crashes(item, NEVER, swap -> swap.apply(item.mirror()))).isFalse();
  }

  @Test
  void a_directory_that_held_nothing_of_it_has_the_time_of_the_backup() throws IOException {
    Path root = Files.createDirectory(directory.resolve("made"));
    write(root.resolve("new/compose.yaml"), "restored");
    Files.setLastModifiedTime(root.resolve("new"), BACKED_UP);
    SwapItem item = item(root, true, List.of("compose.yaml"), List.of());
    run(SwapAction.Apply, item);
    run(SwapAction.Commit, item);
    assertThat(Files.getLastModifiedTime(root)).isEqualTo(BACKED_UP);
    assertThat(names(root)).containsExactly("compose.yaml");
  }

  @Test
  void a_volume_has_the_time_of_the_backup_after_the_end() throws IOException {
    Path root = nested();
    Files.setLastModifiedTime(root.resolve("new"), BACKED_UP);
    run(SwapAction.Apply, item(root, true, List.of(), List.of()));
    run(SwapAction.Commit, item(root, true, List.of(), List.of()));
    assertThat(Files.getLastModifiedTime(root)).isEqualTo(BACKED_UP);
  }

  @Test
  void another_filesystem_in_what_would_be_moved_is_refused_and_elsewhere_left_alone()
      throws IOException {
    Path root = shared();
    Map<String, String> before = data(root);
    assertThatThrownBy(() -> mounted(entries(root, true), "images/nfs").apply(true))
        .isInstanceOf(DrydockException.class)
        .hasMessageContaining("/images/nfs");
    assertThat(data(root)).isEqualTo(before);
    mounted(entries(root, true), "data").apply(true);
    assertThat(root.resolve("x.pem")).hasContent("restored");
    Path outer = nested();
    assertThatThrownBy(() -> mounted(keeping(outer, true), "a").apply(true))
        .hasMessageContaining("/a");
    mounted(keeping(outer, true), "a/pg").apply(true);
    assertThat(outer.resolve("a/x")).hasContent("restored");
  }

  private static TreeSwap mounted(SwapItem item, String point) throws IOException {
    Volume plain = new PosixVolume(Path.of(item.root()));
    return new TreeSwap(
        new Crashing(plain, new int[] {-1}, List.of(SnapshotPath.parse(point))),
        Names.of(item),
        Extent.of(item));
  }

  private Path make(String which) throws IOException {
    return which.startsWith("entries") ? shared() : nested();
  }

  private static SwapItem item(String which, Path root) {
    boolean mirror = which.endsWith("true");
    return which.startsWith("entries") ? entries(root, mirror) : keeping(root, mirror);
  }

  private static SwapItem entries(Path root, boolean mirror) {
    return item(root, mirror, List.of("x.pem", "images", "created"), List.of());
  }

  private static SwapItem keeping(Path root, boolean mirror) {
    return item(root, mirror, List.of(), List.of("a/pg", "b/pg"));
  }

  private static SwapItem item(Path root, boolean mirror, List<String> entries, List<String> keep) {
    return new SwapItem("c", root.toString(), "new", "old", mirror, entries, keep);
  }

  private static void run(SwapAction action, SwapItem item) {
    assertThat(new SwapJob(new JobSpec.Swap(action, List.of(item))).run().failure()).isNull();
  }

  private static boolean crashes(SwapItem item, int n, Action action) throws IOException {
    try (PosixVolume volume = new PosixVolume(Path.of(item.root()))) {
      action.run(new TreeSwap(new Crashing(volume, n), Names.of(item), Extent.of(item)));
      return false;
    } catch (Crashing.Crash e) {
      return true;
    }
  }

  @FunctionalInterface
  private interface Action {
    void run(TreeSwap swap) throws IOException;
  }

  /** A directory of the host of which three entries are configuration. */
  private Path shared() throws IOException {
    Path root = Files.createDirectory(directory.resolve("root" + roots++));
    for (String file : List.of("x.pem", "other.pem", "data/rows", "images/logo")) {
      write(root.resolve(file), "of the host");
    }
    write(root.resolve("images/unlisted"), "of the host");
    for (String file : List.of("x.pem", "created", "images/logo")) {
      write(root.resolve("new").resolve(file), "restored");
    }
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-x--x"));
    Files.setPosixFilePermissions(
        root.resolve("new"), PosixFilePermissions.fromString("rwxrwxrwx"));
    return root;
  }

  /** A volume with the files of two databases in it, of which the backup knows one's directory. */
  private Path nested() throws IOException {
    Path root = Files.createDirectory(directory.resolve("root" + roots++));
    write(root.resolve("a/pg/rows"), "of the database");
    write(root.resolve("b/pg/rows"), "of the other");
    for (String file : List.of("a/x", "a/gone", "b/gone/deep", "y")) {
      write(root.resolve(file), "of the host");
    }
    for (String file : List.of("a/x", "a/made/deep", "y")) {
      write(root.resolve("new").resolve(file), "restored");
    }
    Files.setPosixFilePermissions(
        root.resolve("new/a"), PosixFilePermissions.fromString("rwxrwx---"));
    return root;
  }

  private static void write(Path file, String content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private static Map<String, String> data(Path root) throws IOException {
    Map<String, String> data = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(root)) {
      for (Path path : (Iterable<Path>) walk::iterator) {
        String name = root.relativize(path).toString();
        if (Stream.of("new", "old").noneMatch(name::startsWith)) {
          data.put(name, mode(path) + (Files.isRegularFile(path) ? Files.readString(path) : ""));
        }
      }
    }
    return data;
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static List<String> names(Path root) throws IOException {
    List<String> names = new ArrayList<>();
    try (Stream<Path> entries = Files.list(root)) {
      entries.map(entry -> entry.getFileName().toString()).sorted().forEach(names::add);
    }
    return names;
  }
}
