// SPDX-License-Identifier: Apache-2.0
/** Makes the targets of restores, starts applications in them, checks and removes them. */
@NullMarked
package dev.drydock.compose.docker.restore;

import org.jspecify.annotations.NullMarked;
