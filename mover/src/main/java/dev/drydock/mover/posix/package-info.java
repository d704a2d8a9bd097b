// SPDX-License-Identifier: Apache-2.0
/**
 * What Linux knows of files and Java does not: names in bytes, times in nanoseconds, owners,
 * devices, pipes and attributes, always relative to open directories and never through symbolic
 * links.
 */
@NullMarked
package dev.drydock.mover.posix;

import org.jspecify.annotations.NullMarked;
