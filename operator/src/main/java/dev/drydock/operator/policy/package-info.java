// SPDX-License-Identifier: Apache-2.0
/** Backup policies: what is due, what is known, what is promised and whether it is kept. */
@NullMarked
package dev.drydock.operator.policy;

import org.jspecify.annotations.NullMarked;
