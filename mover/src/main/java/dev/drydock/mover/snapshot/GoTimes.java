// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;

/** Times as Go writes them: RFC 3339 with up to nine digits of a second, no trailing zeros. */
final class GoTimes {
  private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

  private GoTimes() {}

  /** In UTC; a year that four digits cannot say becomes the nearest that they can. */
  static String format(Instant time) {
    Instant clamped = time.isBefore(FIRST) ? FIRST : time.isAfter(LAST) ? LAST : time;
    return format(clamped.atOffset(ZoneOffset.UTC));
  }

  static String format(OffsetDateTime time) {
    return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time);
  }

  static OffsetDateTime parse(String text) throws IOException {
    try {
      return OffsetDateTime.parse(text);
    } catch (DateTimeParseException e) {
      throw new IOException("'" + text + "' is no time", e);
    }
  }
}
