// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.claim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.api.v1alpha1.ApplicationSpec;
import dev.drydock.api.v1alpha1.KubernetesApplication;
import dev.drydock.operator.testing.Samples;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Lets runs and restores look and write in every order there is. */
final class TurnsTest {
  private static final String OLD = "2026-11-22T06:00:00Z";
  private static final String NEW = "2026-11-22T06:00:01Z";
  private static final List<Claim> ACTORS =
      List.of(
          claim(false, "run-old", OLD, Stand.QUEUED),
          claim(false, "run-new", NEW, Stand.QUEUED),
          claim(true, "restore-old", OLD, Stand.QUEUED),
          claim(true, "restore-new", NEW, Stand.QUEUED));

  /**
   * Where everybody is.
   *
   * @param stands stand of each actor; null before it comes and after it ended
   * @param ended who ended
   * @param seen what each actor decided by its last look, and has not written yet
   */
  private record State(List<Object> stands, List<Boolean> ended, List<Object> seen) {}

  private static final Object ABSENT = "absent";

  @Test
  void nobodyEverMeetsAnotherAtTheApplicationAndEverybodyComesToIt() {
    Map<State, Set<State>> reached = explore();

    assertThat(reached).hasSizeGreaterThan(1000);
    assertThat(reached.keySet())
        .allSatisfy(
            s -> assertThat(s.stands()).filteredOn(Stand.HOLDING::equals).hasSizeLessThan(2));
    assertThat(reached.keySet()).containsAll(allThatCanEnd(reached));
    assertThat(allThatCanEnd(reached)).hasSameSizeAs(reached.keySet());
  }

  @Test
  void aRunWaitsForARestoreThatFailedToPutBackAndARestoreDoesNot() {
    Claim broken = claim(true, "broken", OLD, Stand.BROKEN);

    assertThat(Turns.of(ACTORS.get(0), List.of(broken)))
        .isInstanceOfSatisfying(
            Turn.Wait.class,
            turn -> assertThat(turn.what()).contains("RestoreRequest broken", "delete"));
    assertThat(Turns.of(ACTORS.get(2), List.of(broken))).isEqualTo(new Turn.Mine());
  }

  @Test
  void namesTheNamespaceOfWhatItWaitsForWhereItIsAnother() {
    Claim other = new Claim(Samples.shopSpec(), false, "other", "run", OLD, Stand.HOLDING);

    assertThat(Turns.of(ACTORS.get(2), List.of(other)))
        .isEqualTo(
            new Turn.Wait("BackupRun run of namespace other, which backs up the same application"));
  }

  @Test
  void policiesForPartsOfOneNamespaceExcludeEachOther() {
    Claim web = claim(Map.of("app", "web"), "shop", "web", Stand.QUEUED);
    Claim api = claim(Map.of("app", "api"), "shop", "api", Stand.HOLDING);
    Claim elsewhere = claim(Map.of("app", "web"), "other", "web", Stand.HOLDING);

    assertThat(Turns.of(web, List.of(web, elsewhere))).isEqualTo(new Turn.Mine());
    assertThat(Turns.of(web, List.of(web, api)))
        .isEqualTo(
            new Turn.Wait("BackupRun api, which backs up another part of the same namespace"));
    assertThat(
            Turns.of(
                new Claim(web.application(), false, "shop", "web", OLD, Stand.ASKING),
                List.of(api)))
        .isInstanceOf(Turn.Back.class);
  }

  private static Claim claim(
      Map<String, String> labels, String namespace, String name, Stand stand) {
    return new Claim(
        new ApplicationSpec(null, new KubernetesApplication(List.of(namespace), labels)),
        false,
        namespace,
        name,
        OLD,
        stand);
  }

  private static Map<State, Set<State>> explore() {
    Map<State, Set<State>> reached = new LinkedHashMap<>();
    Deque<State> next = new ArrayDeque<>();
    next.add(
        new State(
            ACTORS.stream().map(a -> ABSENT).toList(),
            ACTORS.stream().map(a -> false).toList(),
            ACTORS.stream().map(a -> ABSENT).toList()));
    while (!next.isEmpty()) {
      State state = next.remove();
      if (!reached.containsKey(state)) {
        Set<State> after = new LinkedHashSet<>();
        for (int actor = 0; actor < ACTORS.size(); actor++) {
          State moved = move(state, actor);
          if (moved != null) {
            after.add(moved);
          }
        }
        reached.put(state, after);
        next.addAll(after);
      }
    }
    return reached;
  }

  /** One actor comes, looks, writes what it decided by its last look, or ends. */
  private static @Nullable State move(State state, int actor) {
    Object stand = state.stands().get(actor);
    if (state.ended().get(actor)) {
      return null;
    } else if (stand == ABSENT) {
      return new State(with(state.stands(), actor, Stand.QUEUED), state.ended(), state.seen());
    } else if (stand == Stand.HOLDING) {
      return new State(
          with(state.stands(), actor, ABSENT), with(state.ended(), actor, true), state.seen());
    }
    Object seen = state.seen().get(actor);
    if (seen == ABSENT) {
      Turn turn = Turns.of(at(actor, (Stand) stand), claims(state));
      return new State(state.stands(), state.ended(), with(state.seen(), actor, turn.getClass()));
    }
    Object after = stand;
    if (seen == Turn.Mine.class) {
      after = stand == Stand.QUEUED ? Stand.ASKING : Stand.HOLDING;
    } else if (seen == Turn.Back.class) {
      after = Stand.QUEUED;
    }
    return new State(
        with(state.stands(), actor, after), state.ended(), with(state.seen(), actor, ABSENT));
  }

  /** The states from which everybody can still end. */
  private static Set<State> allThatCanEnd(Map<State, Set<State>> reached) {
    Set<State> good = new LinkedHashSet<>();
    boolean grown = true;
    while (grown) {
      grown = false;
      for (var entry : reached.entrySet()) {
        if (!good.contains(entry.getKey())
            && (!entry.getKey().ended().contains(false)
                || entry.getValue().stream().anyMatch(good::contains))) {
          grown = good.add(entry.getKey());
        }
      }
    }
    return good;
  }

  private static List<Claim> claims(State state) {
    List<Claim> claims = new ArrayList<>();
    for (int i = 0; i < ACTORS.size(); i++) {
      if (state.stands().get(i) instanceof Stand stand) {
        claims.add(at(i, stand));
      }
    }
    return claims;
  }

  private static Claim at(int actor, Stand stand) {
    Claim claim = ACTORS.get(actor);
    return claim(claim.restore(), claim.name(), claim.created(), stand);
  }

  private static Claim claim(boolean restore, String name, String created, Stand stand) {
    return new Claim(Samples.shopSpec(), restore, Samples.NAMESPACE, name, created, stand);
  }

  private static <T> List<T> with(List<T> list, int index, T value) {
    List<T> changed = new ArrayList<>(list);
    changed.set(index, value);
    return List.copyOf(changed);
  }
}
