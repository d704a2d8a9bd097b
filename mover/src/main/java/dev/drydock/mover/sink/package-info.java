// SPDX-License-Identifier: Apache-2.0
/** Where restores write to: file trees of a Linux filesystem. */
@NullMarked
package dev.drydock.mover.sink;

import org.jspecify.annotations.NullMarked;
