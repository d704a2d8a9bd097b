// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects problems: counts all, keeps the first thousand, and the first of each kind however many
 * of others came before it. Safe for use by many threads.
 */
final class Problems {
  private static final int KEPT = 1000;

  private final List<Problem> first = new ArrayList<>();
  private final Set<Problem.Kind> kinds = EnumSet.noneOf(Problem.Kind.class);
  private @Nullable Problem firstLoss;
  private long count;

  synchronized void add(Problem.Kind kind, Object path, String message) {
    Problem problem = new Problem(kind, path.toString(), message);
    count++;
    if (kinds.add(kind) || first.size() < KEPT) {
      first.add(problem);
    }
    if (firstLoss == null && kind != Problem.Kind.CHANGED) {
      firstLoss = problem;
    }
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
}
