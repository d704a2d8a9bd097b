// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import static java.util.stream.Collectors.joining;

import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/**
 * Attributes that a target did not take.
 *
 * @param entries number of entries that lack some
 * @param byName number of entries that lack each: names of extended attributes, or {@code owner}
 */
public record LostAttributes(long entries, Map<String, Long> byName) {
  private static final int NAMED = 10;

  /** Nothing is lost. */
  public static final LostAttributes NONE = new LostAttributes(0, Map.of());

  public LostAttributes {
    byName = Map.copyOf(byName);
  }

  /** Whether everything was taken. */
  public boolean isEmpty() {
    return entries == 0;
  }

  /** What is lost, as a part of a sentence: {@code 3 entries without owner (1), user.note (2)}. */
  public String describe() {
    String names =
        new TreeMap<>(byName)
            .entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(NAMED)
                .map(lost -> lost.getKey() + " (" + lost.getValue() + ")")
                .collect(joining(", "));
    return "%d %s without %s%s"
        .formatted(
            entries,
            entries == 1 ? "entry" : "entries",
            names,
            byName.size() > NAMED ? " and others" : "");
  }
}
