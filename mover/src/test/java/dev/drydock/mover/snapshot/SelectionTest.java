// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import static dev.drydock.mover.snapshot.Selection.Choice.IN;
import static dev.drydock.mover.snapshot.Selection.Choice.OUT;
import static dev.drydock.mover.snapshot.Selection.Choice.WAY;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SelectionTest {
  @Test
  void everything_is_selected_where_nothing_is_asked_for() {
    assertThat(choose(Selection.all(), "/a", true, false)).isEqualTo(IN);
    assertThat(choose(Selection.of(List.of()), "/a/b", false, true)).isEqualTo(IN);
    assertThat(choose(Selection.of(List.of(SnapshotPath.ROOT)), "/a", true, false)).isEqualTo(IN);
  }

  @Test
  void paths_are_selected_with_what_is_below_and_their_directories_are_the_way() {
    Selection selection = Selection.of(List.of(SnapshotPath.parse("/a/b")));

    assertThat(choose(selection, "/a", true, false)).isEqualTo(WAY);
    assertThat(choose(selection, "/a", false, false)).isEqualTo(OUT);
    assertThat(choose(selection, "/a/b", true, false)).isEqualTo(IN);
    assertThat(choose(selection, "/a/b/c", false, false)).isEqualTo(IN);
    assertThat(choose(selection, "/a/bc", true, false)).isEqualTo(OUT);
  }

  @Test
  void a_pattern_with_a_slash_at_its_beginning_is_a_whole_path() {
    Selection selection = matching(List.of("/etc/*.conf"), List.of());

    assertThat(choose(selection, "/etc", true, false)).isEqualTo(WAY);
    assertThat(choose(selection, "/etc/a.conf", false, false)).isEqualTo(IN);
    assertThat(choose(selection, "/etc/sub", true, false)).isEqualTo(OUT);
    assertThat(choose(selection, "/var", true, false)).isEqualTo(OUT);
  }

  @Test
  void exclusion_wins_over_inclusion() {
    Selection selection = matching(List.of("/a"), List.of("cache", "*.LOG"));

    assertThat(choose(selection, "/a/cache", true, true)).isEqualTo(OUT);
    assertThat(choose(selection, "/a/b.LOG", false, true)).isEqualTo(OUT);
    assertThat(choose(selection, "/a/b.log", false, true)).isEqualTo(IN);
  }

  @Test
  void it_remembers_what_matched_nothing() {
    Selection selection = matching(List.of("/a", "b", "/no/where"), List.of());

    choose(selection, "/a", true, false);
    choose(selection, "/a/b", false, true);

    assertThat(selection.unmatched()).containsExactly(2);
  }

  private static Selection matching(List<String> include, List<String> exclude) {
    return Selection.matching(
        include.stream().map(text -> PathPattern.parse(text, false)).toList(),
        exclude.stream().map(text -> PathPattern.parse(text, false)).toList());
  }

  private static Selection.Choice choose(
      Selection selection, String path, boolean directory, boolean above) {
    return selection.choose(SnapshotPath.parse(path), directory, above);
  }
}
