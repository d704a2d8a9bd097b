// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Limits the entries of a list; without a limit, API servers refuse rules on its entries. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface MaxItems {
  /** Greatest number of entries. */
  int value();
}
