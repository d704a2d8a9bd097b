// SPDX-License-Identifier: Apache-2.0
/** The adapter: the embedded API, the Docker platform and the operator wired into one process. */
@NullMarked
package dev.drydock.compose;

import org.jspecify.annotations.NullMarked;
