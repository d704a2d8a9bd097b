// SPDX-License-Identifier: Apache-2.0
/** A store in a directory: every file is complete and durable before its name appears. */
@NullMarked
package dev.drydock.mover.storage.filesystem;

import org.jspecify.annotations.NullMarked;
