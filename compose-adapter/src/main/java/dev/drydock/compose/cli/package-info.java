// SPDX-License-Identifier: Apache-2.0
/** The {@code drydock} command: what a person types. */
@NullMarked
package dev.drydock.compose.cli;

import org.jspecify.annotations.NullMarked;
