// SPDX-License-Identifier: Apache-2.0
/**
 * Backup runs: a pure plan of what a mover reads, and a state machine kept in the run's status that
 * goes on after a crash at any line.
 */
@NullMarked
package dev.drydock.operator.run;

import org.jspecify.annotations.NullMarked;
