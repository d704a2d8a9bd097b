// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.status;

import dev.drydock.api.v1alpha1.Condition;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An immutable list of conditions with the rules of metav1.Condition: one entry for each type, in
 * the order in which the types first appeared, and a {@code lastTransitionTime} that moves only
 * when the status does.
 */
public final class Conditions {
  /** Status of a condition that holds. */
  public static final String TRUE = "True";

  /** Status of a condition that does not hold. */
  public static final String FALSE = "False";

  /** Status of a condition of which nothing is known yet. */
  public static final String UNKNOWN = "Unknown";

  private static final int LONGEST_MESSAGE = 4096;

  private final List<Condition> conditions;
  private final Instant now;
  private final @Nullable Long generation;

  private Conditions(List<Condition> conditions, Instant now, @Nullable Long generation) {
    this.conditions = List.copyOf(conditions);
    this.now = now;
    this.generation = generation;
  }

  /**
   * Conditions to derive others from.
   *
   * @param existing what the status holds
   * @param now the time of what is observed now
   * @param generation generation of the spec that is spoken of
   */
  public static Conditions of(List<Condition> existing, Instant now, @Nullable Long generation) {
    return new Conditions(existing, now, generation);
  }

  /** These, and one that holds. */
  public Conditions isTrue(String type, String reason, String message) {
    return with(type, TRUE, reason, message);
  }

  /** These, and one that does not hold. */
  public Conditions isFalse(String type, String reason, String message) {
    return with(type, FALSE, reason, message);
  }

  /** These, and one of which nothing is known yet. */
  public Conditions isUnknown(String type, String reason, String message) {
    return with(type, UNKNOWN, reason, message);
  }

  /** These, and one with the status given, in the place of an earlier one of its type. */
  public Conditions with(String type, String status, String reason, String message) {
    Optional<Condition> before = find(conditions, type);
    String since =
        before
            .filter(c -> c.status().equals(status))
            .map(Condition::lastTransitionTime)
            .orElseGet(() -> time(now));
    Condition after = new Condition(type, status, generation, since, reason, shortened(message));
    if (before.isEmpty()) {
      List<Condition> grown = new ArrayList<>(conditions);
      grown.add(after);
      return new Conditions(grown, now, generation);
    }
    return new Conditions(
        conditions.stream().map(c -> c.type().equals(type) ? after : c).toList(), now, generation);
  }

  /** These without the one of this type. */
  public Conditions without(String type) {
    return new Conditions(
        conditions.stream()
            .filter(c -> !c.type().equals(type))
            .collect(Collectors.toUnmodifiableList()),
        now,
        generation);
  }

  /** The list for the status. */
  public List<Condition> list() {
    return conditions;
  }

  /** The condition of a type. */
  public static Optional<Condition> find(List<Condition> conditions, String type) {
    return conditions.stream().filter(c -> c.type().equals(type)).findFirst();
  }

  /** Whether the condition of a type is True. */
  public static boolean isTrue(List<Condition> conditions, String type) {
    return find(conditions, type).filter(c -> c.status().equals(TRUE)).isPresent();
  }

  /** Whether the condition of a type is False. */
  public static boolean isFalse(List<Condition> conditions, String type) {
    return find(conditions, type).filter(c -> c.status().equals(FALSE)).isPresent();
  }

  /** An instant as the API writes it: RFC 3339, UTC, whole seconds. */
  public static String time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static String shortened(String message) {
    return message.length() <= LONGEST_MESSAGE
        ? message
        : message.substring(0, LONGEST_MESSAGE - 1) + "…";
  }
}
