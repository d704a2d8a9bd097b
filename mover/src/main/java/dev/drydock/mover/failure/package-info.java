// SPDX-License-Identifier: Apache-2.0
/** The one family of failures and their reasons. */
@NullMarked
package dev.drydock.mover.failure;

import org.jspecify.annotations.NullMarked;
