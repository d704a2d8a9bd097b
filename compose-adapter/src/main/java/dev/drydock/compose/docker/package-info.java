// SPDX-License-Identifier: Apache-2.0
/** The Docker platform: applications that are compose projects on one Docker host. */
@NullMarked
package dev.drydock.compose.docker;

import org.jspecify.annotations.NullMarked;
