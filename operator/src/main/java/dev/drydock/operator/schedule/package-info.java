// SPDX-License-Identifier: Apache-2.0
/** Pure calculation of slots: cron expressions, time zones, jitter, and what is due. */
@NullMarked
package dev.drydock.operator.schedule;

import org.jspecify.annotations.NullMarked;
