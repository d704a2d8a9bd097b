// SPDX-License-Identifier: Apache-2.0
/** Executes jobs: the whole life of a mover process, from its specification to its last message. */
@NullMarked
package dev.drydock.mover.job.runner;

import org.jspecify.annotations.NullMarked;
