// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands still until it is moved. */
public final class MutableClock extends Clock {
  private volatile Instant now;

  /** A clock that shows this instant. */
  public MutableClock(Instant now) {
    this.now = now;
  }

  /** A clock that shows this instant, in RFC 3339. */
  public static MutableClock at(String now) {
    return new MutableClock(Instant.parse(now));
  }

  /** Moves it on. */
  public void advance(Duration duration) {
    now = now.plus(duration);
  }

  /** Sets it. */
  public void set(Instant instant) {
    now = instant;
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return Clock.fixed(now, zone);
  }
}
