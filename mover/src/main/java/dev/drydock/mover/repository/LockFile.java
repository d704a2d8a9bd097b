// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** What a lock says. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"time", "exclusive", "hostname", "username", "pid", "program"})
record LockFile(
    @Nullable String time,
    boolean exclusive,
    @Nullable String hostname,
    @Nullable String username,
    long pid,
    @Nullable String program) {

  /** What the locks of this program say, and restic does not care about. */
  static final String DRYDOCK = "drydock";

  /** Age from which on everybody takes a lock for left behind. */
  static final Duration STALE = Duration.ofMinutes(30);

  /**
   * The same for a lock of this program. Its holder gives up earlier when it cannot refresh it;
   * that of restic, after 22.5 minutes.
   */
  static final Duration STALE_OF_DRYDOCK = Duration.ofMinutes(15);

  boolean isStale(Instant now) {
    return isOlderThan(DRYDOCK.equals(program) ? STALE_OF_DRYDOCK : STALE, now);
  }

  /** The time of its last refresh; that of the epoch when it is unreadable. */
  Instant instant() {
    try {
      return time == null ? Instant.EPOCH : OffsetDateTime.parse(time).toInstant();
    } catch (DateTimeParseException e) {
      return Instant.EPOCH;
    }
  }

  boolean isOlderThan(Duration age, Instant now) {
    return instant().plus(age).isBefore(now);
  }

  /** For people. */
  String describe() {
    return (exclusive ? "an exclusive" : "a shared")
        + " lock of "
        + (username == null || username.isEmpty() ? "somebody" : username)
        + " on "
        + (hostname == null || hostname.isEmpty() ? "an unknown host" : hostname)
        + " (process "
        + pid
        + "), last refreshed at "
        + time;
  }
}
