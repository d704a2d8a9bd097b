// SPDX-License-Identifier: Apache-2.0
/**
 * The few things that the platform asks of a Docker engine, with failures that people understand.
 */
@NullMarked
package dev.drydock.compose.docker.engine;

import org.jspecify.annotations.NullMarked;
