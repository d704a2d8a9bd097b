// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.retention;

import org.jspecify.annotations.Nullable;

/**
 * How many backups to keep. Each number is that of the latest hours, days and so on that have a
 * backup, of which the last one is kept; 0 for none, {@link #ALL} for all.
 *
 * @param last the latest ones, whatever their times
 * @param hourly hours
 * @param daily days
 * @param weekly weeks, from Monday to Sunday
 * @param monthly months
 * @param yearly years
 * @param within everything not older than this, counted from the latest backup; null for none
 */
public record RetentionRules(
    int last, int hourly, int daily, int weekly, int monthly, int yearly, @Nullable Age within) {

  /** Keeps all. */
  public static final int ALL = -1;

  public RetentionRules {
    for (int number : new int[] {last, hourly, daily, weekly, monthly, yearly}) {
      if (number < ALL) {
        throw new IllegalArgumentException("a number of backups to keep is negative: " + number);
      }
    }
  }

  /** Whether these say nothing, so that everything is kept. */
  public boolean isEmpty() {
    return last == 0
        && hourly == 0
        && daily == 0
        && weekly == 0
        && monthly == 0
        && yearly == 0
        && within == null;
  }
}
