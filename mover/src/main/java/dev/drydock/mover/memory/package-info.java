// SPDX-License-Identifier: Apache-2.0
/** Memory that is used again, so that a process has little of it and need not get more. */
@NullMarked
package dev.drydock.mover.memory;

import org.jspecify.annotations.NullMarked;
