// SPDX-License-Identifier: Apache-2.0
/** Decides which backups to keep: pure functions of times and rules, with the reasons. */
@NullMarked
package dev.drydock.mover.retention;

import org.jspecify.annotations.NullMarked;
