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
@JsonPropertyOrder({"time", "exclusive", "hostname", "username", "pid"})
record LockFile(
    @Nullable String time,
    boolean exclusive,
    @Nullable String hostname,
    @Nullable String username,
    long pid) {

  /** Age from which on everybody takes a lock for left behind. */
  static final Duration STALE = Duration.ofMinutes(30);

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
