// SPDX-License-Identifier: Apache-2.0
/** Pauses, stops and starts the containers of a project, in order and back to where they were. */
@NullMarked
package dev.drydock.compose.docker.workload;

import org.jspecify.annotations.NullMarked;
