// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.TestRepositories;
import dev.drydock.mover.storage.FaultyStorage;
import dev.drydock.mover.storage.InMemoryStorage;
import dev.drydock.mover.storage.Storage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FindTest {
  private final InMemoryStorage storage = new InMemoryStorage();
  private final MemoryTree.Entry root = MemoryTree.root();
  private final List<StoredSnapshot> snapshots = new ArrayList<>();
  private List<Problem> problems = List.of();

  FindTest() {
    TestRepositories.create(storage).close();
    MemoryTree.Entry images = root.directory("images");
    images.file("cat.jpg", new byte[] {1});
    images.directory("old").file("dog.JPG", new byte[] {2});
    root.directory("texts").file("cat.txt", new byte[] {3});
  }

  @ParameterizedTest
  @CsvSource({
    "cat.jpg,            /a/cat.jpg,     true",
    "cat.jpg,            /cat.jpg/a,     false",
    "*.jpg,              /a/b/c.jpg,     true",
    "*.jpg,              /a/b.jpg/c,     false",
    "c?t,                /cat,           true",
    "c?t,                /caat,          false",
    "[a-c]at,            /bat,           true",
    "[!a-c]at,           /bat,           false",
    "[]]x,               /]x,            true",
    "\\*,                /*,             true",
    "\\*,                /x,             false",
    "a.c,                /abc,           false",
    "images/*.jpg,       /data/images/x.jpg,  true",
    "images/*.jpg,       /data/images/y/x.jpg,false",
    "images/**/x,        /images/x,      true",
    "images/**/x,        /q/images/a/b/x,true",
    "images/**/x,        /images/a/y,    false",
    "/data/*.jpg,        /data/x.jpg,    true",
    "/data/*.jpg,        /x/data/x.jpg,  false",
    "/data/**,           /data/a/b,      true",
    "/**/b/**/d,         /a/b/b/c/d,     true",
    "/**/b/**/d,         /a/b/b/c/e,     false",
    "a/b,                /a/a/b,         true",
    "𝄞?,                 /𝄞𝄞,            true",
  })
  void patterns_match_paths(String pattern, String path, boolean matches) {
    assertThat(PathPattern.parse(pattern, false).matches(SnapshotPath.parse(path)))
        .isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource({
    "/data/a/*.jpg, /data,     true",
    "/data/a/*.jpg, /data/a,   true",
    "/data/a/*.jpg, /data/b,   false",
    "/data/a/*.jpg, /data/a/b, false",
    "/data/**/x,    /data/a/b, true",
    "/data/**/x,    /other,    false",
    "x,             /any,      true",
  })
  void directories_that_can_hold_nothing_are_passed_by(
      String pattern, String path, boolean mayMatch) {
    assertThat(PathPattern.parse(pattern, false).mayMatchBelow(SnapshotPath.parse(path)))
        .isEqualTo(mayMatch);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "a[b", "[z-a]"})
  void what_is_no_pattern_is_refused(String text) {
    assertThatThrownBy(() -> PathPattern.parse(text, false))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void finds_in_all_snapshots_by_any_of_the_patterns() {
    backUp();
    root.file("cat.new", new byte[] {4});
    backUp();
    assertThat(find(storage, "cat.*", "old"))
        .containsExactly(
            "0 /data/images/cat.jpg",
            "0 /data/images/old",
            "0 /data/texts/cat.txt",
            "1 /data/cat.new",
            "1 /data/images/cat.jpg",
            "1 /data/images/old",
            "1 /data/texts/cat.txt");
    assertThat(find(storage, "/data/*/cat.*")).hasSize(4);
    assertThat(find(storage, "*.nothing")).isEmpty();
    assertThat(problems).isEmpty();
  }

  @Test
  void finds_whatever_case_letters_have_and_by_time() {
    root.file("cat.later", new byte[] {5}).content(new byte[] {5}, MemoryTree.TIME.plusSeconds(5));
    backUp();
    PathPattern pattern = PathPattern.parse("*.jpg", true);
    assertThat(find(storage, new FindRequest(List.of(pattern), null, null))).hasSize(2);
    PathPattern cats = PathPattern.parse("cat.*", false);
    assertThat(find(storage, new FindRequest(List.of(cats), MemoryTree.TIME.plusSeconds(1), null)))
        .containsExactly("0 /data/cat.later");
    assertThat(find(storage, new FindRequest(List.of(cats), null, MemoryTree.TIME)))
        .containsExactly("0 /data/images/cat.jpg", "0 /data/texts/cat.txt");
  }

  @Test
  void what_many_snapshots_share_and_holds_nothing_is_read_once() {
    for (int i = 0; i < 5; i++) {
      backUp();
    }
    FaultyStorage once = new FaultyStorage(storage);
    StoredSnapshot first = snapshots.getFirst();
    List<StoredSnapshot> all = List.copyOf(snapshots);
    snapshots.clear();
    snapshots.add(first);
    find(once, "dog.nothing");
    snapshots.clear();
    snapshots.addAll(all);
    FaultyStorage five = new FaultyStorage(storage);
    find(five, "dog.nothing");
    // only the roots of the four others are read again
    assertThat(five.packReads()).isEqualTo(once.packReads() + 4);
  }

  @Test
  void looks_through_all_else_when_a_directory_is_damaged() {
    backUp();
    Backups.damage(storage, snapshots.getFirst(), "/data/images");
    assertThat(find(storage, "cat.*")).containsExactly("0 /data/texts/cat.txt");
    assertThat(problems).singleElement().extracting(Problem::path).isEqualTo("/data/images");
    assertThat(problems.getFirst().kind()).isEqualTo(Problem.Kind.DAMAGED);
  }

  private List<String> find(Storage store, String... patterns) {
    return find(
        store,
        new FindRequest(
            Arrays.stream(patterns).map(p -> PathPattern.parse(p, false)).toList(), null, null));
  }

  private List<String> find(Storage store, FindRequest request) {
    List<String> found = new ArrayList<>();
    try (Repository repository = TestRepositories.open(store)) {
      problems =
          new FindOperation(repository, Progress.NONE)
              .find(
                  request,
                  snapshots,
                  (stored, path, node) -> found.add(snapshots.indexOf(stored) + " " + path));
    }
    return found;
  }

  private void backUp() {
    try (Repository repository = TestRepositories.open(storage)) {
      snapshots.add(Backups.make(repository, root));
    }
  }
}
