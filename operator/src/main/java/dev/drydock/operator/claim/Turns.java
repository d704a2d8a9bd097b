// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.claim;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Decides whose turn it is. Pure.
 *
 * <p>Each says in its status that it asks, before it looks whether others do; so of two that look
 * at the same time at least one sees the other. Who comes later in the order goes back, who comes
 * first waits until that is done. Nobody who holds an application waits for anybody.
 */
final class Turns {
  private Turns() {}

  static Turn of(Claim mine, List<Claim> all) {
    List<Claim> others =
        all.stream()
            .filter(c -> c.isOfSameApplication(mine) && !c.isSame(mine))
            .sorted(Claim.ORDER)
            .toList();
    return switch (mine.stand()) {
      case QUEUED -> queued(mine, others);
      case ASKING -> asking(mine, others);
      case HOLDING, BROKEN -> new Turn.Mine();
    };
  }

  private static Turn queued(Claim mine, List<Claim> others) {
    return broken(mine, others)
        .or(
            () ->
                first(
                    others,
                    c ->
                        switch (c.stand()) {
                          case ASKING, HOLDING -> true;
                          case QUEUED -> Claim.ORDER.compare(c, mine) < 0;
                          case BROKEN -> false;
                        }))
        .<Turn>map(c -> new Turn.Wait(what(c, mine)))
        .orElseGet(Turn.Mine::new);
  }

  private static Turn asking(Claim mine, List<Claim> others) {
    Optional<Claim> ahead =
        broken(mine, others)
            .or(
                () ->
                    first(
                        others,
                        c ->
                            c.stand() == Stand.HOLDING
                                || (c.stand() == Stand.ASKING
                                    && Claim.ORDER.compare(c, mine) < 0)));
    if (ahead.isPresent()) {
      return new Turn.Back(what(ahead.get(), mine));
    }
    return first(others, c -> c.stand() == Stand.ASKING)
        .<Turn>map(c -> new Turn.Wait(what(c, mine)))
        .orElseGet(Turn.Mine::new);
  }

  /** What was left half-way is not read; restoring it is how it becomes whole. */
  private static Optional<Claim> broken(Claim mine, List<Claim> others) {
    return mine.restore() ? Optional.empty() : first(others, c -> c.stand() == Stand.BROKEN);
  }

  private static Optional<Claim> first(List<Claim> sorted, Predicate<Claim> which) {
    return sorted.stream().filter(which).findFirst();
  }

  private static String what(Claim other, Claim mine) {
    String title = other.title(mine.namespace());
    if (other.stand() == Stand.BROKEN) {
      return title
          + ", which failed and could not put the application back: a backup now would be of half-swapped data. Restore in place again; or put the data in order by hand, as its condition Failed says, and then delete that RestoreRequest";
    }
    return title
        + (other.restore() ? ", which restores" : ", which backs up")
        + " the same application";
  }
}
