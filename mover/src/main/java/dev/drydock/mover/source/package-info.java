// SPDX-License-Identifier: Apache-2.0
/** Where backups read from: file trees of a Linux filesystem. */
@NullMarked
package dev.drydock.mover.source;

import org.jspecify.annotations.NullMarked;
