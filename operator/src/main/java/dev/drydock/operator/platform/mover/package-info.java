// SPDX-License-Identifier: Apache-2.0
/**
 * What every platform does alike with movers: telling them their job, reading what they said,
 * judging how they ended, and the programs that run beside them in a database's own image.
 */
@NullMarked
package dev.drydock.operator.platform.mover;

import org.jspecify.annotations.NullMarked;
