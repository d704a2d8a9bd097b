// SPDX-License-Identifier: Apache-2.0
/** The steps for a person on the bad day, written for the application at hand. */
@NullMarked
package dev.drydock.operator.runbook;

import org.jspecify.annotations.NullMarked;
