// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects problems: counts all, keeps the first thousand, and the first of each kind however many
 * of others came before it. Safe for use by many threads.
 */
final class Problems {
  private static final int KEPT = 1000;
  private static final int NAMES = 100;

  /** What is remembered of a text: longer than any path that Linux takes, but names have no end. */
  private static final int LENGTH = 8 << 10;

  private static final String OTHERS = "others";

  private final List<Problem> first = new ArrayList<>();
  private final Set<Problem.Kind> kinds = EnumSet.noneOf(Problem.Kind.class);
  private final Map<String, Long> attributes = new HashMap<>();
  private @Nullable Problem firstLoss;
  private long withoutAttributes;
  private long count;

  synchronized void add(Problem.Kind kind, Object path, String message) {
    Problem problem = new Problem(kind, cut(path.toString()), cut(message));
    count++;
    if (kinds.add(kind) || first.size() < KEPT) {
      first.add(problem);
    }
    if (firstLoss == null && kind != Problem.Kind.CHANGED) {
      firstLoss = problem;
    }
  }

  /** Adds an entry that is as it should be but for these attributes. */
  synchronized void addWithout(List<String> lost, Object path, String message) {
    withoutAttributes++;
    for (String attribute : lost) {
      // The names may be anybody's; what is remembered of them must have an end.
      String cut = cut(attribute);
      String name = attributes.size() < NAMES || attributes.containsKey(cut) ? cut : OTHERS;
      attributes.merge(name, 1L, Long::sum);
    }
    add(Problem.Kind.ATTRIBUTES, path, message);
  }

  /** What was added by {@link #addWithout}, which is also among all others. */
  synchronized LostAttributes lostAttributes() {
    return new LostAttributes(withoutAttributes, attributes);
  }

  synchronized List<Problem> list() {
    return List.copyOf(first);
  }

  synchronized long count() {
    return count;
  }

  /** The first problem because of which something is missing; null if there is none. */
  synchronized @Nullable Problem firstLoss() {
    return firstLoss;
  }

  private static String cut(String text) {
    return text.length() <= LENGTH
        ? text
        : text.substring(0, LENGTH / 2) + "…" + text.substring(text.length() - LENGTH / 2);
  }
}
