// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.job.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.job.JobResult;
import dev.drydock.mover.job.JobSpec;
import dev.drydock.mover.job.JobSpec.SwapAction;
import dev.drydock.mover.job.JobSpec.SwapItem;
import dev.drydock.mover.posix.NamedPipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TreeSwapTest {
  private static final Names NAMES = Names.of(new SwapItem("volume/v", "", "new", "old", true));

  private static final Extent WHOLE = new Extent(Set.of(), List.of());

  @TempDir private Path directory;
  private int roots;

  @Test
  void mirroring_leaves_exactly_what_was_restored() throws IOException {
    Path root = root();
    swap(root, SwapAction.Apply, true);
    assertThat(data(root)).isEqualTo(data(root().resolve("new")));
    assertThat(data(root.resolve("old"))).isEqualTo(data(root()));
    swap(root, SwapAction.Commit, true);
    assertThat(names(root)).containsExactly("changed", "common", "created", "kind");
  }

  @Test
  void overwriting_keeps_what_was_there_and_was_not_restored() throws IOException {
    Path root = root();
    swap(root, SwapAction.Apply, false);
    swap(root, SwapAction.Commit, false);
    assertThat(root.resolve("changed")).hasContent("restored");
    assertThat(root.resolve("created")).hasContent("restored");
    assertThat(root.resolve("removed/deep")).hasContent("present");
    assertThat(root.resolve("common/present")).hasContent("present");
    assertThat(root.resolve("common/restored")).hasContent("restored");
    assertThat(root.resolve("kind")).isRegularFile();
    assertThat(Files.readSymbolicLink(root.resolve("link"))).isEqualTo(Path.of("nowhere"));
    assertThat(root.resolve("pipe")).exists();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void rolling_back_brings_back_what_was_there(boolean mirror) throws IOException {
    Path root = root();
    swap(root, SwapAction.Apply, mirror);
    swap(root, SwapAction.RollBack, mirror);
    assertThat(data(root)).isEqualTo(data(root()));
    swap(root, SwapAction.RollBack, mirror);
    assertThat(data(root)).isEqualTo(data(root()));
    swap(root, SwapAction.Commit, mirror); // drops what was restored
    assertThat(names(root)).doesNotContain("new", "old");
    assertThat(data(root)).isEqualTo(data(root()));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_crash_at_any_point_of_applying_can_be_taken_up_or_undone(boolean mirror)
      throws IOException {
    Path untouched = root();
    Path applied = root();
    swap(applied, SwapAction.Apply, mirror);
    int points = 0;
    for (boolean crashed = true; crashed; points++) {
      Path goOn = root();
      crashed = crashes(goOn, points, swap -> swap.apply(mirror));
      swap(goOn, SwapAction.Apply, mirror);
      assertThat(data(goOn)).as("applied after a crash at %d", points).isEqualTo(data(applied));

      Path goBack = root();
      crashes(goBack, points, swap -> swap.apply(mirror));
      swap(goBack, SwapAction.RollBack, mirror);
      assertThat(data(goBack)).as("undone after a crash at %d", points).isEqualTo(data(untouched));
    }
    assertThat(points).isGreaterThan(15);
  }

  @Test
  void a_crash_at_any_point_of_rolling_back_can_be_taken_up_or_applied_again() throws IOException {
    Path untouched = root();
    Path applied = root();
    swap(applied, SwapAction.Apply, true);
    int points = 0;
    for (boolean crashed = true; crashed; points++) {
      Path goOn = root();
      swap(goOn, SwapAction.Apply, true);
      crashed = crashes(goOn, points, TreeSwap::rollBack);
      swap(goOn, SwapAction.RollBack, true);
      assertThat(data(goOn)).as("undone after a crash at %d", points).isEqualTo(data(untouched));

      Path goBack = root();
      swap(goBack, SwapAction.Apply, true);
      crashes(goBack, points, TreeSwap::rollBack);
      swap(goBack, SwapAction.Apply, true);
      assertThat(data(goBack)).as("applied after a crash at %d", points).isEqualTo(data(applied));
    }
    assertThat(points).isGreaterThan(15);
  }

  @Test
  void a_crash_at_any_point_of_committing_can_be_taken_up() throws IOException {
    Path applied = root();
    swap(applied, SwapAction.Apply, true);
    int points = 0;
    for (boolean crashed = true; crashed; points++) {
      Path root = root();
      swap(root, SwapAction.Apply, true);
      crashed = crashes(root, points, TreeSwap::commit);
      swap(root, SwapAction.Commit, true);
      assertThat(data(root)).isEqualTo(data(applied));
      assertThat(names(root)).containsExactly("changed", "common", "created", "kind");
    }
    assertThat(points).isGreaterThan(5);
  }

  @Test
  void what_is_half_done_cannot_be_committed_and_what_is_half_removed_not_undone()
      throws IOException {
    Path half = root();
    crashes(half, 8, swap -> swap.apply(true));
    assertThatThrownBy(() -> crashes(half, 1000, TreeSwap::commit))
        .isInstanceOf(DrydockException.class)
        .hasMessageContaining("roll it back");
    Path removed = root();
    swap(removed, SwapAction.Apply, true);
    crashes(removed, 4, TreeSwap::commit);
    assertThatThrownBy(() -> crashes(removed, 1000, TreeSwap::rollBack))
        .isInstanceOf(DrydockException.class)
        .hasMessageContaining("cannot be brought back");
  }

  @Test
  void nothing_restored_is_nothing_to_apply() throws IOException {
    Path root = Files.createDirectory(directory.resolve("nothing"));
    JobResult result = job(root, SwapAction.Apply, true);
    assertThat(result.failure()).isNotNull();
    assertThat(result.failure().message()).contains("restore first");
    assertThat(job(root, SwapAction.Commit, true).failure()).isNull();
  }

  @Test
  void a_way_back_that_somebody_else_took_away_is_no_success() throws IOException {
    Path root = root();
    assertThat(job(root, SwapAction.Apply, true).failure()).isNull();
    swap(root, SwapAction.Commit, true); // as another restore did that swallowed it
    JobResult result = job(root, SwapAction.RollBack, true);
    assertThat(result.failure()).isNotNull();
    assertThat(result.failure().message()).contains("cannot be brought back");
  }

  @ParameterizedTest
  @ValueSource(strings = {".drydock-previous-1", ".drydock-restore-1.applying"})
  void nothing_is_swapped_beside_what_another_restore_left_half_way(String left)
      throws IOException {
    Path root = root();
    write(root.resolve(left).resolve("original"), "original");
    Map<String, String> before = data(root);
    JobResult result = job(root, SwapAction.Apply, false);
    assertThat(result.failure()).isNotNull();
    assertThat(result.failure().message()).contains(left, "another restore");
    assertThat(job(root, SwapAction.RollBack, false).failure()).isNull();
    assertThat(data(root)).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void what_another_restore_left_behind_stays_where_it_is(boolean mirror) throws IOException {
    Path root = root();
    write(root.resolve(".drydock-restore-1/fetched"), "fetched");
    write(root.resolve(".drydock-previous-1.removing/rest"), "rest");
    swap(root, SwapAction.Apply, mirror);
    assertThat(root.resolve("old")).isDirectoryNotContaining("glob:**.drydock-*");
    swap(root, SwapAction.RollBack, mirror);
    swap(root, SwapAction.Apply, mirror);
    swap(root, SwapAction.Commit, mirror);
    assertThat(root.resolve(".drydock-restore-1/fetched")).hasContent("fetched");
    assertThat(root.resolve(".drydock-previous-1.removing/rest")).hasContent("rest");
  }

  private static void swap(Path root, SwapAction action, boolean mirror) throws IOException {
    boolean crashed =
        crashes(
            root,
            Integer.MAX_VALUE,
            swap -> {
              switch (action) {
                case Apply -> swap.apply(mirror);
                case RollBack -> swap.rollBack();
                case Commit -> swap.commit();
              }
            });
    assertThat(crashed).isFalse();
  }

  @Test
  void a_job_swaps_all_of_its_items() throws IOException {
    Path root = root();
    assertThat(job(root, SwapAction.Apply, true).failure()).isNull();
    assertThat(root.resolve("changed")).hasContent("restored");
    assertThat(job(root, SwapAction.Commit, true).failure()).isNull();
    assertThat(names(root)).containsExactly("changed", "common", "created", "kind");
  }

  private static JobResult job(Path root, SwapAction action, boolean mirror) {
    var item = new SwapItem("volume/v", root.toString(), "new", "old", mirror);
    return new SwapJob(new JobSpec.Swap(action, List.of(item))).run();
  }

  /** Runs an action until it changes something for the n-th time; whether it came that far. */
  private static boolean crashes(Path root, int n, Action action) throws IOException {
    try (PosixVolume volume = new PosixVolume(root)) {
      action.run(new TreeSwap(new Crashing(volume, n), NAMES, WHOLE));
      return false;
    } catch (Crashing.Crash e) {
      return true;
    }
  }

  private Path root() throws IOException {
    Path root = Files.createDirectory(directory.resolve("root" + roots++));
    for (String file :
        List.of("changed", "common/present", "common/both", "removed/deep", "kind/x")) {
      write(root.resolve(file), "present");
    }
    Files.createSymbolicLink(root.resolve("link"), Path.of("nowhere"));
    new NamedPipe(root.resolve("pipe")).create();
    Path restored = Files.createDirectory(root.resolve("new"));
    for (String file : List.of("changed", "common/restored", "common/both", "created", "kind")) {
      write(restored.resolve(file), "restored");
    }
    Files.setPosixFilePermissions(
        restored.resolve("common"), PosixFilePermissions.fromString("rwx--x---"));
    Files.setPosixFilePermissions(restored, PosixFilePermissions.fromString("rwxrwx---"));
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
    return root;
  }

  private static void write(Path file, String content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  /** All that is data below a directory: not what belongs to the swap. */
  private static Map<String, String> data(Path root) throws IOException {
    Map<String, String> data = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(root)) {
      for (Path path : (Iterable<Path>) walk::iterator) {
        String name = root.relativize(path).toString();
        if (Stream.of("new", "old").noneMatch(name::startsWith)) {
          String mode =
              Files.isSymbolicLink(path)
                  ? ""
                  : PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
          data.put(name, mode + (Files.isRegularFile(path) ? Files.readString(path) : ""));
        }
      }
    }
    return data;
  }

  private static List<String> names(Path root) throws IOException {
    try (Stream<Path> entries = Files.list(root)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  @FunctionalInterface
  private interface Action {
    void run(TreeSwap swap) throws IOException;
  }
}
