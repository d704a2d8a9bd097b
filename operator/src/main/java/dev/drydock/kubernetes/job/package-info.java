// SPDX-License-Identifier: Apache-2.0
/** Movers as Jobs: built by pure functions of what is there, started once, observed, removed. */
@NullMarked
package dev.drydock.kubernetes.job;

import org.jspecify.annotations.NullMarked;
