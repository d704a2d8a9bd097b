// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks a string that is the IANA name of a time zone, such as {@code Europe/Berlin}. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface TimeZone {
  /** Cannot be evaluated with a zone that the API server does not know, which refuses it. */
  String RULE = "timestamp('2026-01-01T00:00:00Z').getHours(self) >= 0";

  /** What is told to the one who got it wrong. */
  String MESSAGE = "must be the IANA name of a time zone, such as Europe/Berlin or UTC";
}
