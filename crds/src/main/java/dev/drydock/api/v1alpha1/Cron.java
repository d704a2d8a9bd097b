// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks a string that is a cron expression of five fields, such as {@code 0 2 * * 0}. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Cron {
  /** What the schema holds it to, loosely. */
  String PATTERN = "^[0-9A-Za-z*,/-]+( +[0-9A-Za-z*,/-]+){4}$";

  /** What the rule holds it to: the ranges of all numbers. */
  String RULE = CronFields.PATTERN;

  /** What is told to the one who got it wrong. */
  String MESSAGE =
      "must be a cron expression of five fields: minute (0-59), hour (0-23), day of month (1-31),"
          + " month (1-12 or JAN-DEC), day of week (0-7 or SUN-SAT); such as \"0 2 * * 0\" for"
          + " Sundays at 02:00";
}
