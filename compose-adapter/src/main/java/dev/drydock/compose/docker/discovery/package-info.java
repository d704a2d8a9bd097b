// SPDX-License-Identifier: Apache-2.0
/** Finds everything persistent of a compose project: from labels, inspection and compose files. */
@NullMarked
package dev.drydock.compose.docker.discovery;

import org.jspecify.annotations.NullMarked;
