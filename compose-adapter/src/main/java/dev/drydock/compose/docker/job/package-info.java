// SPDX-License-Identifier: Apache-2.0
/** Runs movers, and the database programs beside them, as containers. */
@NullMarked
package dev.drydock.compose.docker.job;

import org.jspecify.annotations.NullMarked;
