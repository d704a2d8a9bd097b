// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.storage.s3;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Says of each request what goes wrong with it, by a seed. What no retry can see through, because
 * the answer looks right (changed bits, stale listings), happens to a path at most every fourth
 * time: a second look then sees what is there.
 */
public final class FaultPlan {
  private static final int RECOVERY = 3;

  /** What goes wrong. */
  public enum Fault {
    NONE,
    /** Status 500 instead of an answer; nothing was done. */
    INTERNAL_ERROR,
    /** Status 503 SlowDown; nothing was done. */
    SLOW_DOWN,
    /** Status 429 with a Retry-After; nothing was done. */
    TOO_MANY_REQUESTS,
    /** The connection is reset in the middle of the request. */
    RESET_REQUEST,
    /** A bit of what is uploaded changes on the way. */
    FLIP_REQUEST,
    /** It is done, but there is no answer. */
    LOSE_ANSWER,
    /** The connection is reset in the middle of the answer. */
    RESET_ANSWER,
    /** Half an answer, whose Content-Length is that of the whole. */
    CUT_ANSWER,
    /** Half an answer, whose Content-Length is that of the half. */
    CUT_ANSWER_AND_LENGTH,
    /** A bit of an object changes on the way. */
    FLIP_ANSWER,
    /** A listing is that of before the last change. */
    STALE_LISTING,
    /** The answer takes its time. */
    LATENCY;

    private boolean looksRight() {
      return this == FLIP_ANSWER || this == STALE_LISTING;
    }
  }

  /** All that a store with the contract of its own can make good. */
  public static final Set<Fault> LOUD =
      EnumSet.complementOf(EnumSet.of(Fault.NONE, Fault.FLIP_ANSWER, Fault.STALE_LISTING));

  private static final Set<Fault> RARE =
      EnumSet.of(Fault.RESET_REQUEST, Fault.FLIP_REQUEST, Fault.FLIP_ANSWER, Fault.STALE_LISTING);

  private final Random random;
  private final double share;
  private final Map<String, Integer> sinceQuiet = new HashMap<>();
  private final Map<Fault, Integer> counts = new EnumMap<>(Fault.class);
  private List<Fault> faults;

  /**
   * Plans.
   *
   * @param share how many of the requests go wrong, 0 to 1
   */
  public FaultPlan(long seed, double share, Set<Fault> faults) {
    this.random = new Random(seed);
    this.share = share;
    this.faults = new ArrayList<>(faults);
  }

  /** From now on these go wrong. */
  public synchronized void set(Set<Fault> wrong) {
    faults = new ArrayList<>(wrong);
  }

  /** What goes wrong with a request. */
  synchronized Fault next(String path, boolean listing, boolean object, boolean upload) {
    List<Fault> possible =
        faults.stream().filter(fault -> applies(fault, path, listing, object, upload)).toList();
    if (possible.isEmpty() || random.nextDouble() >= share) {
      return count(path, Fault.NONE);
    }
    // Those that few requests can have would be too rare among all the others.
    List<Fault> rare = possible.stream().filter(RARE::contains).toList();
    List<Fault> chosen = rare.isEmpty() || random.nextBoolean() ? possible : rare;
    return count(path, chosen.get(random.nextInt(chosen.size())));
  }

  private boolean applies(
      Fault fault, String path, boolean listing, boolean object, boolean upload) {
    return switch (fault) {
      case STALE_LISTING -> listing && isRecovered(path);
      case FLIP_ANSWER -> object && isRecovered(path);
      case FLIP_REQUEST, RESET_REQUEST -> upload;
      case NONE,
          INTERNAL_ERROR,
          SLOW_DOWN,
          TOO_MANY_REQUESTS,
          LOSE_ANSWER,
          RESET_ANSWER,
          CUT_ANSWER,
          CUT_ANSWER_AND_LENGTH,
          LATENCY ->
          true;
    };
  }

  synchronized int draw(int bound) {
    return random.nextInt(bound);
  }

  /** How often each of them has happened. */
  public synchronized Map<Fault, Integer> counts() {
    return new EnumMap<>(counts);
  }

  /** Those of them that have not happened. */
  public synchronized Set<Fault> missing() {
    Set<Fault> missing = EnumSet.noneOf(Fault.class);
    Arrays.stream(Fault.values())
        .filter(fault -> faults.contains(fault) && !counts.containsKey(fault))
        .forEach(missing::add);
    return missing;
  }

  private boolean isRecovered(String path) {
    return sinceQuiet.getOrDefault(path, RECOVERY) >= RECOVERY;
  }

  private Fault count(String path, Fault fault) {
    counts.merge(fault, 1, Integer::sum);
    if (fault == Fault.NONE || fault == Fault.LATENCY) {
      sinceQuiet.merge(path, 1, Integer::sum); // only what arrives whole is a second look
    }
    if (fault.looksRight()) {
      sinceQuiet.put(path, 0);
    }
    return fault;
  }
}
