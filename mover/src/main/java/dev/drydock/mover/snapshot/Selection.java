// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What to restore of a tree: what an inclusion matches, with all that is below it, or everything
 * where there is none; without what an exclusion matches, with all that is below it. Remembers
 * which inclusions matched, so it is for one restore; used by one thread.
 */
public final class Selection {
  /** What is to be done with an entry. */
  enum Choice {
    /** It is restored. */
    IN,
    /** It is a directory that is needed if something below it is restored. */
    WAY,
    /** It is left alone, and so is what is below it. */
    OUT
  }

  private interface Inclusion {
    boolean matches(SnapshotPath path);

    boolean mayMatchBelow(SnapshotPath directory);
  }

  private record Matching(PathPattern pattern) implements Inclusion {
    @Override
    public boolean matches(SnapshotPath path) {
      return pattern.matches(path);
    }

    @Override
    public boolean mayMatchBelow(SnapshotPath directory) {
      return pattern.mayMatchBelow(directory);
    }
  }

  private record Exactly(SnapshotPath wanted) implements Inclusion {
    @Override
    public boolean matches(SnapshotPath path) {
      return path.startsWith(wanted);
    }

    @Override
    public boolean mayMatchBelow(SnapshotPath directory) {
      return wanted.startsWith(directory);
    }
  }

  private final List<Inclusion> include;
  private final List<PathPattern> exclude;
  private final Set<Inclusion> unmatched;

  private Selection(List<? extends Inclusion> include, List<PathPattern> exclude) {
    this.include = List.copyOf(include);
    this.exclude = List.copyOf(exclude);
    this.unmatched = new LinkedHashSet<>(include);
  }

  /** Everything. */
  public static Selection all() {
    return new Selection(List.of(), List.of());
  }

  /** Some paths and what is below them; everything when there are none. */
  public static Selection of(List<SnapshotPath> paths) {
    return new Selection(paths.stream().map(Exactly::new).toList(), List.of());
  }

  /** What matches, without what matches; all paths begin at the root of what is restored. */
  public static Selection matching(List<PathPattern> include, List<PathPattern> exclude) {
    return new Selection(include.stream().map(Matching::new).toList(), exclude);
  }

  /** Whether nothing is left out. */
  boolean isAll() {
    return include.isEmpty() && exclude.isEmpty();
  }

  /**
   * What to do with an entry of a directory.
   *
   * @param above whether the directory is restored itself, and not only on the way
   */
  Choice choose(SnapshotPath path, boolean directory, boolean above) {
    if (exclude.stream().anyMatch(pattern -> pattern.matches(path))) {
      return Choice.OUT;
    }
    if (!unmatched.isEmpty()) {
      unmatched.removeIf(inclusion -> inclusion.matches(path));
    }
    if (above || include.isEmpty() || include.stream().anyMatch(i -> i.matches(path))) {
      return Choice.IN;
    }
    return directory && include.stream().anyMatch(i -> i.mayMatchBelow(path))
        ? Choice.WAY
        : Choice.OUT;
  }

  /** Numbers of those inclusions that matched nothing so far, from 0 in the order given. */
  public List<Integer> unmatched() {
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < include.size(); i++) {
      if (unmatched.contains(include.get(i))) {
        numbers.add(i);
      }
    }
    return numbers;
  }
}
