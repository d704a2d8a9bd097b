// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks a list whose entries are told apart by one of their fields: {@code listType=map}. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface KeyedBy {
  /** Name of the field. */
  String value();
}
