// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;

/** Times as Go writes them: RFC 3339 with up to nine digits of a second, no trailing zeros. */
final class GoTimes {
  private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

  private static final int SECONDS_OF_DAY = 86_400;

  private GoTimes() {}

  /** In UTC; a year that four digits cannot say becomes the nearest that they can. */
  static String format(Instant time) {
    Instant clamped = time.isBefore(FIRST) ? FIRST : time.isAfter(LAST) ? LAST : time;
    long seconds = clamped.getEpochSecond();
    LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(seconds, SECONDS_OF_DAY));
    int second = (int) Math.floorMod(seconds, SECONDS_OF_DAY);
    StringBuilder text = new StringBuilder(30);
    append(text, day.getYear(), 4).append('-');
    append(text, day.getMonthValue(), 2).append('-');
    append(text, day.getDayOfMonth(), 2).append('T');
    append(text, second / 3_600, 2).append(':');
    append(text, second / 60 % 60, 2).append(':');
    append(text, second % 60, 2);
    if (clamped.getNano() != 0) {
      append(text.append('.'), clamped.getNano(), 9);
      while (text.charAt(text.length() - 1) == '0') {
        text.setLength(text.length() - 1);
      }
    }
    return text.append('Z').toString();
  }

  private static StringBuilder append(StringBuilder text, int number, int digits) {
    String shown = Integer.toString(number);
    for (int i = shown.length(); i < digits; i++) {
      text.append('0');
    }
    return text.append(shown);
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

  /** The same instant, sooner if it is written as this does: trees have three times per entry. */
  static Instant parseInstant(String text) throws IOException {
    int length = text.length();
    int end = length - 1;
    boolean usual =
        length >= 20
            && length <= 30
            && length != 21
            && text.charAt(end) == 'Z'
            && text.charAt(4) == '-'
            && text.charAt(7) == '-'
            && text.charAt(10) == 'T'
            && text.charAt(13) == ':'
            && text.charAt(16) == ':'
            && (length == 20 || text.charAt(19) == '.');
    if (!usual) {
      return parse(text).toInstant();
    }
    int year = number(text, 0, 4);
    int month = number(text, 5, 7);
    int day = number(text, 8, 10);
    int hour = number(text, 11, 13);
    int minute = number(text, 14, 16);
    int second = number(text, 17, 19);
    int fraction = length == 20 ? 0 : number(text, 20, end);
    if (year < 0
        || month < 1
        || month > 12
        || day < 1
        || day > 28 && day > monthEnd(year, month)
        || hour < 0
        || hour > 23
        || minute < 0
        || minute > 59
        || second < 0
        || second > 59
        || fraction < 0) {
      return parse(text).toInstant();
    }
    for (int digits = end - 20; length > 20 && digits < 9; digits++) {
      fraction *= 10;
    }
    long days = LocalDate.of(year, month, day).toEpochDay();
    return Instant.ofEpochSecond(
        days * SECONDS_OF_DAY + hour * 3_600L + minute * 60L + second, fraction);
  }

  private static int monthEnd(int year, int month) {
    return YearMonth.of(year, month).lengthOfMonth();
  }

  /** The number that digits say; -1 if there is anything else. */
  private static int number(String text, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = 10 * number + digit;
    }
    return number;
  }
}
