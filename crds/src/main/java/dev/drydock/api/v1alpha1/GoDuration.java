// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks a string that is a Go duration without sign, such as {@code 1h30m}. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface GoDuration {
  /** What the schema holds it to. */
  String PATTERN = "^([0-9]+(\\.[0-9]+)?(ns|us|µs|ms|s|m|h))+$";

  /** What is told to the one who got it wrong. */
  String MESSAGE = "must be a duration such as 30s, 15m or 1h30m";
}
