// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.schedule;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * The slots of one schedule of one policy. A slot is the instant that the cron expression names; it
 * is due a little later, by a delay that is always the same for the same policy and slot, so that
 * many policies do not start at once and a restarted controller comes to the same answer. Pure and
 * immutable.
 */
public final class Slots {
  private static final Duration NEAR = Duration.ofDays(40);
  private static final Duration FAR = Duration.ofDays(9 * 366);
  private static final int MOST = 100;

  private final Cron cron;
  private final String schedule;
  private final Duration jitter;
  private final String seed;

  private Slots(Cron cron, String schedule, Duration jitter, String seed) {
    this.cron = cron;
    this.schedule = schedule;
    this.jitter = jitter;
    this.seed = seed;
  }

  /**
   * The slots of a schedule.
   *
   * @param expression cron expression of five fields
   * @param timeZone IANA name
   * @param jitter longest delay
   * @param seed what tells policies apart: the uid
   * @throws dev.drydock.mover.failure.DrydockException InvalidRequest, with a message for the user
   */
  public static Slots of(String expression, String timeZone, Duration jitter, String seed) {
    return new Slots(
        Cron.parse(expression, timeZone),
        String.join(" ", expression.strip().split("\\s+")) + " " + timeZone,
        jitter,
        requireNonNull(seed, "seed is null"));
  }

  /** The expression and its time zone: as long as these are the same, so are the slots. */
  public String schedule() {
    return schedule;
  }

  /** When a slot is due: before the next one, however long the jitter, so that none is lost. */
  public Instant due(Instant slot) {
    return jitter.isZero() ? slot : due(slot, cron.next(slot));
  }

  private Instant due(Instant slot, Optional<Instant> next) {
    long span =
        next.map(n -> Math.min(jitter.toSeconds(), Duration.between(slot, n).toSeconds() - 1))
            .orElse(jitter.toSeconds());
    if (span <= 0) {
      return slot;
    }
    CRC32 crc = new CRC32();
    crc.update((seed + "/" + slot.getEpochSecond()).getBytes(StandardCharsets.UTF_8));
    return slot.plusSeconds(crc.getValue() % (span + 1));
  }

  /** Whether the schedule names this instant. */
  public boolean isSlot(Instant instant) {
    return cron.next(instant.minusNanos(1)).filter(instant::equals).isPresent();
  }

  /** The first slot after an instant. */
  public Optional<Instant> next(Instant after) {
    return cron.next(after);
  }

  /** When the first slot after an instant is due. */
  public Optional<Instant> nextDue(Instant after) {
    return cron.next(after).map(this::due);
  }

  /**
   * The slots after an instant that are due by now, oldest first. Of very many, only the newest
   * hundred; after a very long time, only those of the last weeks unless there are none.
   */
  public List<Instant> due(Instant after, Instant now) {
    Instant near = now.minus(NEAR);
    if (!after.isBefore(near)) {
      return collect(after, now);
    }
    List<Instant> found = collect(near, now);
    Instant far = now.minus(FAR);
    return found.isEmpty() ? collect(after.isBefore(far) ? far : after, now) : found;
  }

  private List<Instant> collect(Instant after, Instant now) {
    Deque<Instant> found = new ArrayDeque<>();
    Optional<Instant> slot = cron.next(after);
    while (slot.isPresent() && !slot.get().isAfter(now)) {
      Optional<Instant> next = cron.next(slot.get());
      if (!due(slot.get(), next).isAfter(now)) {
        found.addLast(slot.get());
        if (found.size() > MOST) {
          found.removeFirst();
        }
      }
      slot = next;
    }
    return List.copyOf(found);
  }
}
