// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.retention;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A span of the calendar, such as 1y6m14d12h.
 *
 * @param years years
 * @param months months
 * @param days days
 * @param hours hours
 */
public record Age(int years, int months, int days, int hours) {
  private static final Pattern TEXT =
      Pattern.compile("(?:(\\d{1,6})y)?(?:(\\d{1,6})m)?(?:(\\d{1,6})d)?(?:(\\d{1,6})h)?");

  /**
   * Parses years, months, days and hours, in this order, each of which may be left out.
   *
   * @throws IllegalArgumentException if the text is anything else, or nothing
   */
  public static Age parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (text.isEmpty() || !matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is no age; write it like 1y6m14d12h, leaving out what is not needed");
    }
    return new Age(part(matcher, 1), part(matcher, 2), part(matcher, 3), part(matcher, 4));
  }

  private static int part(Matcher matcher, int group) {
    String digits = matcher.group(group);
    return digits == null ? 0 : Integer.parseInt(digits);
  }

  /**
   * The time this long before another. Days that a month does not have run over into the next one,
   * as in restic: one month before 31 March is 31 February, that is 3 March (2 in leap years).
   */
  OffsetDateTime before(OffsetDateTime time) {
    LocalDate month =
        LocalDate.of(time.getYear(), time.getMonth(), 1).minusYears(years).minusMonths(months);
    LocalDate date = month.plusDays(time.getDayOfMonth() - 1L).minusDays(days);
    return time.with(date).minusHours(hours);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    append(text, years, 'y');
    append(text, months, 'm');
    append(text, days, 'd');
    append(text, hours, 'h');
    return text.toString();
  }

  private static void append(StringBuilder text, int number, char unit) {
    if (number != 0) {
      text.append(number).append(unit);
    }
  }
}
